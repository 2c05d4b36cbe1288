package dev.scorebus.testkit;

import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// The platform of the laptop in a temporary folder, which goes when the JVM ends.
record EmbeddedInfrastructure(LocalPlatform platform) implements Infrastructure {
    static EmbeddedInfrastructure start() {
        try {
            Path home = Files.createTempDirectory("scorebus-test");
            LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(platform)));
            return new EmbeddedInfrastructure(platform);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(LocalPlatform platform) {
        platform.close();
        try (Stream<Path> paths = Files.walk(platform.home())) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
