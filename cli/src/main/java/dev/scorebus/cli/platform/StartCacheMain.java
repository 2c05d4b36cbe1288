package dev.scorebus.cli.platform;

import dev.scorebus.local.LocalPlatform;
import java.io.IOException;
import java.nio.file.Path;

/// Makes the [StartCache] of the class path it was started with; the script does that after each build.
public final class StartCacheMain {
    private StartCacheMain() {}

    /// @param arguments an empty folder for a platform that starts and stops once
    static void main(String[] arguments) throws IOException, InterruptedException {
        PlatformHome home = new PlatformHome(Path.of(arguments[0]));
        boolean made = false;
        try {
            made = StartCache.beside().make(home);
        } finally {
            LocalPlatform.sweep(home.folder());
        }
        System.exit(made ? 0 : 1);
    }
}
