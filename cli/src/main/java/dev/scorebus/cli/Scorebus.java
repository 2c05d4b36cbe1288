package dev.scorebus.cli;

import dev.scorebus.action.NearestName;
import dev.scorebus.cli.action.ActionCommand;
import dev.scorebus.cli.action.ApplyCommand;
import dev.scorebus.cli.action.CheckCommand;
import dev.scorebus.cli.batch.BatchCommand;
import dev.scorebus.cli.batch.HealCommand;
import dev.scorebus.cli.bridge.BridgeCommand;
import dev.scorebus.cli.demo.DemoCommand;
import dev.scorebus.cli.ledger.AuditCommand;
import dev.scorebus.cli.ledger.DlqCommand;
import dev.scorebus.cli.ledger.LossCommand;
import dev.scorebus.cli.ledger.ParkedCommand;
import dev.scorebus.cli.ledger.TraceCommand;
import dev.scorebus.cli.model.DataSetCommand;
import dev.scorebus.cli.model.ModelCommand;
import dev.scorebus.cli.model.ScoreCommand;
import dev.scorebus.cli.model.TrainCommand;
import dev.scorebus.cli.platform.DownCommand;
import dev.scorebus.cli.platform.UpCommand;
import dev.scorebus.cli.program.ProgramCommand;
import dev.scorebus.cli.run.RunCommand;
import dev.scorebus.cli.status.StatusCommand;
import dev.scorebus.cli.template.NewCommand;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.topic.TopicCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `scorebus`; each of its commands is a class of its own.
@Command(
        name = "scorebus",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "scorebus " + Scorebus.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Runs data-science programs on Kafka and PostgreSQL, and accounts for every message.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and the answer is yes",
            "1:the answer is no: the audit does not hold, the file is wrong, the service refused",
            "2:the command line is wrong",
            "3:the platform does not run, or does not start"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            CheckCommand.class,
            ApplyCommand.class,
            ActionCommand.class,
            TopicCommand.class,
            DataSetCommand.class,
            TrainCommand.class,
            RunCommand.class,
            ModelCommand.class,
            NewCommand.class,
            ProgramCommand.class,
            ScoreCommand.class,
            BatchCommand.class,
            HealCommand.class,
            AuditCommand.class,
            LossCommand.class,
            ParkedCommand.class,
            TraceCommand.class,
            DlqCommand.class,
            BridgeCommand.class
        })
final class Scorebus {
    static final String VERSION = "0.1.0-SNAPSHOT";

    private Scorebus() {}

    /// The command line, ready to execute.
    static CommandLine commandLine() {
        CommandLine commandLine =
                new CommandLine(new Scorebus())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExecutionStrategy(Scorebus::run)
                        .setParameterExceptionHandler((wrong, _) -> mistaken(wrong))
                        .setExecutionExceptionHandler(
                                (failure, command, _) -> report(failure, command.getErr()));
        commandLine
                .getCommandSpec()
                .usageMessage()
                .footer(
                        "",
                        "Of the script ./scorebus itself:",
                        "  test [MAVEN ARGUMENT...]  runs every test and every check of the build",
                        "  build                     builds, also when nothing has changed",
                        "  bench WHAT                measures beside the bare limit: stream, rest, tracking, trees, bridge, soak;",
                        "                            or breaks what it can and counts afterwards: nemesis");
        return commandLine;
    }

    /// An unknown command stays a mistake when help is asked for beside it.
    private static int run(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last.isUsageHelpRequested() && !last.unmatched().isEmpty()) {
            CommandLine command = last.commandSpec().commandLine();
            command.getErr()
                    .println(
                            "scorebus: there is no command '%s'"
                                    .formatted(last.unmatched().getFirst()));
            command.usage(command.getErr());
            return ExitCode.USAGE.code();
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /// A command line that is wrong, with what was perhaps meant in place of an unknown word, and how the command is used.
    private static int mistaken(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(wrong.getMessage());
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> known = new ArrayList<>(command.getSubcommands().keySet());
            command.getCommandSpec()
                    .options()
                    .forEach(option -> known.addAll(List.of(option.names())));
            NearestName.of(word, known)
                    .ifPresent(near -> err.println("Did you mean '%s'?".formatted(near)));
        }
        command.usage(err);
        return ExitCode.USAGE.code();
    }

    private static int report(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof CommandFailure expected) {
            err.println("scorebus: " + expected.getMessage());
            return expected.exitCode().code();
        }
        if (failure instanceof IllegalArgumentException) {
            err.println("scorebus: " + failure.getMessage());
            return ExitCode.USAGE.code();
        }
        throw failure;
    }
}
