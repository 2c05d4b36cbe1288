package dev.scorebus.cli.platform;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which platform a command speaks to: one elsewhere (`--url`), or the one of a folder on this machine.
public final class PlatformOptions {
    @Mixin private final HomeOption home = new HomeOption();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the gateway of a platform elsewhere (SCOREBUS_URL)")
    private @Nullable URI url;

    @Option(
            names = "--verbose",
            description = "on a refusal, also show which request was refused with which status")
    private boolean verbose;

    /// Where the checkout lies, else where the command was started.
    public static Path root() {
        return Path.of(System.getProperty("scorebus.root", "")).toAbsolutePath();
    }

    /// What programs get that run on this machine: where those in Python find the checkout's SDK.
    public static Map<String, String> programEnvironment() {
        return Map.of("PYTHONPATH", root().resolve("sdk").resolve("python").toString());
    }

    /// The platform that is meant.
    public PlatformPlace place() {
        return PlatformPlace.of(home.named(), url, System.getenv());
    }

    /// The platform's interface.
    ///
    /// @throws CommandFailure when the folder's platform does not run
    public Api api() {
        return new Api(
                switch (place()) {
                    case PlatformPlace.Elsewhere(URI elsewhere) -> elsewhere;
                    case PlatformPlace.OnFolder(PlatformHome on) ->
                            URI.create(Ports.url(running(on).gateway()));
                },
                verbose);
    }

    /// Where Kafka clients connect, when the platform tells, as one of this machine does.
    public Optional<String> bootstrap() {
        return switch (place()) {
            case PlatformPlace.Elsewhere _ -> Optional.empty();
            case PlatformPlace.OnFolder(PlatformHome on) -> Optional.of(running(on).bootstrap());
        };
    }

    /// The ports of the platform that runs on a folder.
    static Ports running(PlatformHome home) {
        return home.running()
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        ExitCode.NOT_RUNNING,
                                        "No platform runs on %s. Start it with `./scorebus up`, or name another with --url or SCOREBUS_URL."
                                                .formatted(home.folder())))
                .ports();
    }
}
