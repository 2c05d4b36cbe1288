package dev.scorebus.cli.platform;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/// What a platform's JVM knows of its classes before it begins: an ahead-of-time cache (JEP 483, 514, 515) that one start leaves
/// for the next. It lies beside the jars it was made from, and is of no use to others: a JVM that finds it unfit does without.
///
/// @param file where it lies
record StartCache(Path file) {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration ASSEMBLY = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /// The cache of this process' class path.
    static StartCache beside() {
        String first = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
        return new StartCache(Path.of(first).resolveSibling("platform.aot"));
    }

    /// What a JVM is told of it; nothing when there is none.
    List<String> options() {
        return Files.isRegularFile(file)
                ? List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off")
                : List.of();
    }

    /// Makes it: starts a platform on an empty folder, stops it, and waits until its JVM has written what it knows.
    ///
    /// @param home an empty folder for that platform
    /// @return whether there is one now
    boolean make(PlatformHome home) throws IOException, InterruptedException {
        home.make();
        Path fresh = file.resolveSibling("platform.aot.new");
        Startup startup = new Startup(home.startup());
        startup.clear();
        Process process =
                new ProcessBuilder(
                                PlatformLauncher.command(
                                        home,
                                        Ports.free(),
                                        false,
                                        List.of("-XX:AOTCacheOutput=" + fresh, "-Xlog:aot*=off")))
                        .redirectErrorStream(true)
                        .redirectOutput(home.output().toFile())
                        .start();
        try {
            long begin = System.nanoTime();
            while (!startup.isOver() && System.nanoTime() - begin < START.toNanos()) {
                if (process.waitFor(LOOK_EVERY)) {
                    return false;
                }
            }
            process.destroy();
            if (!process.waitFor(ASSEMBLY) || !Files.isRegularFile(fresh)) {
                return false;
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            if (process.isAlive()) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(fresh);
        }
    }
}
