package dev.scorebus.cli.batch;

import dev.scorebus.action.Action;
import dev.scorebus.action.OutputLine;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.Bound;
import dev.scorebus.batch.Source.DataSetRef;
import dev.scorebus.batch.Source.TopicRange;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus batch start`.
@Command(
        name = "start",
        description =
                "Scores a range of a topic or a data set with the program, model, filter and outputs of an action, and shows how far it is.")
public final class BatchStartCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "ACTION", description = "the action that scores")
    private String action = "";

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(
            names = "--from",
            paramLabel = "END",
            converter = RangeEnd.class,
            description =
                    "where the range of the topic begins: a time such as 2026-11-01T00:00:00Z, or offsets by partition such as 0=100,1=250; without it, at the oldest record")
    private @Nullable Bound from;

    @Option(
            names = "--to",
            paramLabel = "END",
            converter = RangeEnd.class,
            description =
                    "where it ends, in the same way; that record is not in it; without it, behind what is the newest now")
    private @Nullable Bound to;

    @Option(
            names = "--output",
            paramLabel = "OUTPUT",
            converter = OutputOption.class,
            description =
                    "where the scores go, instead of the outputs of the action; repeatable: "
                            + OutputLine.FORMS)
    private List<Action.Output> outputs = List.of();

    @Option(names = "--rate", paramLabel = "N", description = "how many messages a second at most")
    private @Nullable Integer rate;

    @Option(names = "--detach", description = "asks for the run and does not wait for it")
    private boolean detach;

    /// What is scored.
    static final class What {
        @Option(names = "--topic", paramLabel = "NAME", description = "a range of this topic")
        private @Nullable String topic;

        @Option(
                names = "--data-set",
                paramLabel = "NAME[@VERSION]",
                description = "the rows of this data set, of its newest version without one")
        private @Nullable String dataSet;
    }

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        BatchRequest request = request();
        try (Api api = platform.api()) {
            RunCheck check = new RunCheck(request);
            check.action(api);
            if (detach) {
                platform.bootstrap().ifPresent(check::topic);
            }
            BatchWatch watch = new BatchWatch(api, console);
            JsonNode run = watch.submit(request);
            if (detach) {
                watch.detached(run);
            } else {
                watch.toItsEnd(run);
            }
        }
        return ExitCode.DONE.code();
    }

    private BatchRequest request() {
        try {
            return new BatchRequest(
                    action,
                    source(),
                    outputs.isEmpty() ? null : outputs,
                    rate,
                    System.getProperty("user.name"),
                    null);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Source source() {
        if (what.topic != null) {
            return Source.of(new TopicRange(what.topic, from, to));
        }
        if (from != null || to != null) {
            throw new IllegalArgumentException("--from and --to are for --topic");
        }
        String named = what.dataSet == null ? "" : what.dataSet;
        int at = named.indexOf('@');
        return Source.of(
                at < 0
                        ? new DataSetRef(named, null)
                        : new DataSetRef(named.substring(0, at), named.substring(at + 1)));
    }
}
