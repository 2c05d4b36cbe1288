package dev.scorebus.cli.platform;

import dev.scorebus.cli.http.Api;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which platform a command speaks to: one elsewhere (`--url`), or the one of a folder on this machine.
public final class PlatformOptions {
    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            defaultValue = "${env:SCOREBUS_HOME}",
            description = "the platform's folder (SCOREBUS_HOME; else .scorebus in the checkout)")
    private @Nullable Path home;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:SCOREBUS_URL}",
            description = "the gateway of a platform elsewhere (SCOREBUS_URL)")
    private @Nullable URI url;

    /// The platform's folder.
    public PlatformHome home() {
        return new PlatformHome(home != null ? home : root().resolve(".scorebus"));
    }

    /// Where the checkout lies, else where the command was started.
    public static Path root() {
        return Path.of(System.getProperty("scorebus.root", "")).toAbsolutePath();
    }

    /// The platform's interface.
    public Api api() {
        return new Api(url != null ? url : URI.create(Ports.url(ports().gateway())));
    }

    /// The ports of the platform that runs on the folder; those of the environment when none does.
    public Ports ports() {
        Optional<RunningPlatform> running = home().running();
        return running.map(RunningPlatform::ports).orElseGet(PlatformOptions::portsOfEnvironment);
    }

    private static Ports portsOfEnvironment() {
        Ports byDefault = Ports.DEFAULT;
        return new Ports(
                variable("SCOREBUS_PORT", byDefault.gateway()),
                variable("SCOREBUS_TRAIN_PORT", byDefault.train()),
                variable("SCOREBUS_SCORE_PORT", byDefault.score()),
                variable("SCOREBUS_TRACKING_PORT", byDefault.tracking()),
                variable("SCOREBUS_KAFKA_PORT", byDefault.kafka()),
                variable("SCOREBUS_POSTGRES_PORT", byDefault.postgres()),
                variable("SCOREBUS_MANAGEMENT_OFFSET", byDefault.managementOffset()));
    }

    private static int variable(String name, int byDefault) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? byDefault : Integer.parseInt(value.strip());
    }
}
