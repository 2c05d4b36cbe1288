package dev.scorebus.cli.platform;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which platform of this machine a command starts, stops or speaks to.
public final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "FOLDER",
            description = "the platform's folder (SCOREBUS_HOME; else .scorebus in the checkout)")
    private @Nullable Path home;

    /// The platform's folder.
    public PlatformHome home() {
        return PlatformPlace.home(home, System.getenv());
    }

    /// The folder that the command line names.
    @Nullable Path named() {
        return home;
    }
}
