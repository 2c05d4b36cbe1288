package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `scorebus parked accept`.
@Command(
        name = "accept",
        description =
                "Accepts what happened: the hole before a stretch becomes an acknowledged loss and the stretch follows; all else is put aside.")
public final class ParkedAcceptCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final PlatformOptions platform = new PlatformOptions();
    @Mixin private final SignatureOptions signature = new SignatureOptions();

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    private static final class Which {
        @Option(names = "--all", required = true, description = "all that are parked now")
        private boolean all;

        @ArgGroup(exclusive = false)
        private @Nullable Place place;
    }

    private static final class Place {
        @Parameters(
                index = "0",
                paramLabel = "PARTITION",
                description = "of the tracking topic; `parked list` shows it")
        private int partition;

        @Parameters(index = "1", paramLabel = "OFFSET", description = "in that partition")
        private long offset;
    }

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        try (Api api = platform.api()) {
            ObjectNode body = signature.body();
            Place place = which.place;
            if (place == null) {
                body.put("all", which.all);
            } else {
                body.putArray("events")
                        .addObject()
                        .put("partition", place.partition)
                        .put("offset", place.offset);
            }
            JsonNode done = api.post("/api/parked/accept", body);
            console.say(
                    "Accepted %s; %s are parked still. `./scorebus audit` says what else does not hold."
                            .formatted(
                                    done.path("accepted").asString("0"),
                                    done.path("parked").asString("?")));
        }
        return ExitCode.DONE.code();
    }
}
