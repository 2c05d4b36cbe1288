package dev.scorebus.cli.batch;

import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.DeadLetterFilter;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.ledger.FailureKind;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus heal`.
@Command(
        name = "heal",
        description =
                "Scores the dead letters of an action once more, each once, and shows how far it is. A message whose payload is gone is discarded with that reason.")
public final class HealCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Parameters(index = "0", paramLabel = "ACTION", description = "whose dead letters")
    private String action = "";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "only those that failed so: ${COMPLETION-CANDIDATES}")
    private @Nullable FailureKind kind;

    @Option(
            names = "--error-class",
            paramLabel = "CLASS",
            description =
                    "only those of this class of error: its whole name, or what follows its last dot")
    private @Nullable String errorClass;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only those that died then or later")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "only those that died before")
    private @Nullable Instant until;

    @Option(
            names = "--max-deaths",
            paramLabel = "N",
            description = "only those that died fewer times than this")
    private @Nullable Integer maxDeaths;

    @Option(names = "--rate", paramLabel = "N", description = "how many messages a second at most")
    private @Nullable Integer rate;

    @Option(names = "--detach", description = "asks for the run and does not wait for it")
    private boolean detach;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        BatchRequest request = request();
        try (Api api = platform.api()) {
            new RunCheck(request).action(api);
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
                    Source.of(new DeadLetterFilter(kind, errorClass, since, until, maxDeaths)),
                    null,
                    rate,
                    System.getProperty("user.name"),
                    null);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
