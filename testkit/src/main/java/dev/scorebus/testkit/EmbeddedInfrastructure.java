package dev.scorebus.testkit;

import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import dev.scorebus.local.PlatformStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// The platform of the laptop in a temporary folder, which goes when the JVM ends. What a JVM left that was killed, goes
/// when the next one starts.
record EmbeddedInfrastructure(LocalPlatform platform) implements Infrastructure {
    private static final String PREFIX = "scorebus-test";

    static EmbeddedInfrastructure start() {
        try {
            clearAway(Path.of(System.getProperty("java.io.tmpdir")));
            Path home = Files.createTempDirectory(PREFIX);
            LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(platform)));
            return new EmbeddedInfrastructure(platform);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Stops the database servers that killed test runs left in a folder, and deletes their data.
    static void clearAway(Path folder) throws IOException {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path home : homes) {
                if (Files.exists(home.resolve("postgres/postmaster.pid")) && isSwept(home)) {
                    delete(home);
                }
            }
        }
    }

    private static boolean isSwept(Path home) throws IOException {
        try {
            LocalPlatform.sweep(home);
            return true;
        } catch (PlatformStartException _) {
            // Another test run is at work there.
            return false;
        }
    }

    private static void end(LocalPlatform platform) {
        try {
            platform.close();
            delete(platform.home());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path home) throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public String bootstrapServers() {
        return platform.bootstrapServers();
    }

    @Override
    public String createDatabase(String name) {
        platform.createDatabase(name);
        return platform.jdbcUrl(name);
    }

    @Override
    public String user() {
        return platform.user();
    }

    @Override
    public String password() {
        return platform.password();
    }

    @Override
    public void stopKafka() {
        platform.stopKafka();
    }

    @Override
    public void startKafka() {
        platform.startKafka();
    }

    @Override
    public void stopPostgres() {
        platform.stopPostgres();
    }

    @Override
    public void startPostgres() {
        platform.startPostgres();
    }
}
