package dev.scorebus.cli.platform;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which Kafka a command speaks to: the one that is named, else the platform's.
public final class KafkaOption {
    @Mixin private final PlatformOptions platform = new PlatformOptions();

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "the brokers (SCOREBUS_KAFKA; else those of the platform)")
    private @Nullable String kafka;

    /// Where Kafka clients connect.
    ///
    /// @throws CommandFailure when it is not named and no platform of this machine tells
    public String bootstrap() {
        if (kafka != null) {
            return kafka;
        }
        String named = System.getenv("SCOREBUS_KAFKA");
        if (named != null && !named.isBlank()) {
            return named.strip();
        }
        return switch (platform.place()) {
            case PlatformPlace.OnFolder(PlatformHome home) ->
                    PlatformOptions.running(home).bootstrap();
            case PlatformPlace.Elsewhere(URI url) ->
                    throw new CommandFailure(
                            ExitCode.USAGE,
                            "%s does not tell where its Kafka is: name it with --kafka or SCOREBUS_KAFKA"
                                    .formatted(url));
        };
    }
}
