package dev.scorebus.testkit;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/// Which infrastructure `-Dscorebus.infra` asks for.
enum InfrastructureChoice {
    EMBEDDED,
    CONTAINERS;

    private static final String PROPERTY = "scorebus.infra";

    static InfrastructureChoice made() {
        String choice = System.getProperty(PROPERTY, "embedded");
        return switch (choice) {
            case "embedded" -> EMBEDDED;
            case "containers" -> CONTAINERS;
            default ->
                    throw new IllegalArgumentException(
                            "-D%s is embedded or containers, got '%s'".formatted(PROPERTY, choice));
        };
    }

    /// Why it cannot be had on this machine, if so.
    Optional<String> obstacle() {
        return switch (this) {
            case EMBEDDED -> Optional.empty();
            case CONTAINERS ->
                    DockerClientFactory.instance().isDockerAvailable()
                            ? Optional.empty()
                            : Optional.of(
                                    "-D%s=containers was asked for and no Docker answers here"
                                            .formatted(PROPERTY));
        };
    }

    Infrastructure start() {
        return switch (this) {
            case EMBEDDED -> EmbeddedInfrastructure.start();
            case CONTAINERS -> ContainerInfrastructure.start();
        };
    }
}
