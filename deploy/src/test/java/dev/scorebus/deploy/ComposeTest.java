package dev.scorebus.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComposeTest {
    private static final String COMPOSE = Repository.read("docker-compose.yml");
    private static final String EXAMPLE = Repository.read(".env.example");

    @Test
    void theComposeFileBreaksNoRule() {
        assertThat(ComposeRules.problems(COMPOSE, EXAMPLE)).isEmpty();
    }

    static List<Planted> mistakes() {
        return Planted.all("compose");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyPlantedMistakeIsFound(Planted planted) {
        assertThat(ComposeRules.problems(planted.in(COMPOSE), EXAMPLE))
                .anySatisfy(problem -> assertThat(problem).contains(planted.found()));
    }

    @Test
    void aSecretInTheExampleEnvironmentIsFound() {
        assertThat(
                        ComposeRules.problems(
                                COMPOSE,
                                EXAMPLE.replace("POSTGRES_PASSWORD=\n", "POSTGRES_PASSWORD=a\n")))
                .contains(".env.example gives POSTGRES_PASSWORD a value");
    }

    @Test
    void composeItselfReadsTheFileWhereItIsInstalled() {
        Optional<Repository.Said> said =
                Repository.run(
                        List.of(
                                "env",
                                "SCOREBUS_TOKEN=t",
                                "POSTGRES_PASSWORD=p",
                                "docker",
                                "compose",
                                "--file",
                                "docker-compose.yml",
                                "config",
                                "--quiet"));
        if (said.isEmpty() || isNoCommand(said.get())) {
            System.out.println(
                    "docker compose is not on this machine: its own check of docker-compose.yml was skipped");
            return;
        }
        assertThat(said.get().code()).as(said.get().output()).isZero();
    }

    private static boolean isNoCommand(Repository.Said said) {
        return said.code() != 0
                && (said.output().contains("is not a docker command")
                        || said.output().contains("unknown flag: --file")
                        || said.output().contains("unknown shorthand flag")
                        || said.output().contains("No such file or directory"));
    }
}
