package dev.scorebus.local;

import java.nio.file.Path;

/// Where the platform keeps its data, and on which ports it listens.
///
/// @param home the folder of all data (`kafka/`, `postgres/`, logs, the lock); made when missing
/// @param kafkaPort the port of Kafka on 127.0.0.1; 0 picks a free one
/// @param postgresPort the port of PostgreSQL on 127.0.0.1; 0 picks a free one
public record LocalSettings(Path home, int kafkaPort, int postgresPort) {
    /// The port of Kafka on a laptop when none is given.
    public static final int DEFAULT_KAFKA_PORT = 19092;

    /// The port of PostgreSQL on a laptop when none is given.
    public static final int DEFAULT_POSTGRES_PORT = 15432;

    public LocalSettings {
        home = home.toAbsolutePath().normalize();
        requirePort("kafkaPort", kafkaPort);
        requirePort("postgresPort", postgresPort);
        if (kafkaPort != 0 && kafkaPort == postgresPort) {
            throw new IllegalArgumentException(
                    "Kafka and PostgreSQL cannot both have port %d; give one of them another"
                            .formatted(kafkaPort));
        }
    }

    /// Data under `home`, both ports free ones: what a test wants.
    public static LocalSettings withFreePorts(Path home) {
        return new LocalSettings(home, 0, 0);
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "%s must be 0 (pick a free one) to 65535, got %d".formatted(name, port));
        }
    }
}
