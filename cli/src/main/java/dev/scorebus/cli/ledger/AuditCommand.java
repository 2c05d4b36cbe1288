package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `scorebus audit`.
@Command(
        name = "audit",
        description =
                "Proves that every message is accounted for, once. Exit code 1 when it does not hold.")
public final class AuditCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(names = "--action", paramLabel = "NAME", description = "of one action only")
    private @Nullable String action;

    @Option(
            names = "--full",
            description =
                    "also count the records of every partition anew, as a read_committed reader does")
    private boolean full;

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            JsonNode audit = ask(api, action, full);
            AuditReport report = new AuditReport(audit);
            if (report.isEmpty() && action != null) {
                KnownAction.require(api, action);
            }
            if (json) {
                console.say(audit.toPrettyString());
            } else {
                report.print(console);
            }
            return (report.holds() ? ExitCode.DONE : ExitCode.NO).code();
        }
    }

    /// Asks tracking-service.
    ///
    /// @param action one action, or all when absent
    /// @param full whether every record is counted anew
    public static JsonNode ask(Api api, @Nullable String action, boolean full) {
        return api.get(
                "/api/audit?recount="
                        + (full ? "full" : "none")
                        + (action == null ? "" : "&action=" + Api.encode(action)));
    }
}
