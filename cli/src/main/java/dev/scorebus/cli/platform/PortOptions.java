package dev.scorebus.cli.platform;

import picocli.CommandLine.Option;

/// Where a platform that is about to start will listen.
public final class PortOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_PORT:-8080}",
            description = "the gateway (SCOREBUS_PORT; else 8080)")
    private int gateway;

    @Option(
            names = "--train-port",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_TRAIN_PORT:-8081}",
            description = "train-service (SCOREBUS_TRAIN_PORT; else 8081)")
    private int train;

    @Option(
            names = "--score-port",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_SCORE_PORT:-8082}",
            description = "score-service (SCOREBUS_SCORE_PORT; else 8082)")
    private int score;

    @Option(
            names = "--tracking-port",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_TRACKING_PORT:-8083}",
            description = "tracking-service (SCOREBUS_TRACKING_PORT; else 8083)")
    private int tracking;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_KAFKA_PORT:-19092}",
            description = "Kafka (SCOREBUS_KAFKA_PORT; else 19092)")
    private int kafka;

    @Option(
            names = "--postgres-port",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_POSTGRES_PORT:-15432}",
            description = "PostgreSQL (SCOREBUS_POSTGRES_PORT; else 15432)")
    private int postgres;

    @Option(
            names = "--management-offset",
            paramLabel = "N",
            defaultValue = "${env:SCOREBUS_MANAGEMENT_OFFSET:-1000}",
            description =
                    "management ports lie so much above (SCOREBUS_MANAGEMENT_OFFSET; else 1000)")
    private int managementOffset;

    /// The ports.
    public Ports ports() {
        return new Ports(gateway, train, score, tracking, kafka, postgres, managementOffset);
    }
}
