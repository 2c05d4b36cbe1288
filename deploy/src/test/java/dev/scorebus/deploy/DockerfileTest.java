package dev.scorebus.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DockerfileTest {
    private static final String DOCKERFILE = Repository.read("Dockerfile");

    @Test
    void theDockerfileBreaksNoRule() {
        assertThat(problems(DOCKERFILE)).isEmpty();
    }

    static List<Planted> mistakes() {
        return Planted.all("dockerfile");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyPlantedMistakeIsFound(Planted planted) {
        assertThat(problems(planted.in(DOCKERFILE)))
                .anySatisfy(problem -> assertThat(problem).contains(planted.found()));
    }

    private static List<String> problems(String dockerfile) {
        List<String> lines = dockerfile.lines().map(String::strip).toList();
        List<String> problems = new ArrayList<>();
        if (dockerfile.contains("# syntax")) {
            problems.add("a syntax line pulls a frontend from a registry");
        }
        if (lines.stream()
                .anyMatch(line -> line.startsWith("FROM") && !line.contains("${JAVA_IMAGE}"))) {
            problems.add("an image is not replaceable by ARG");
        }
        if (lines.stream()
                .filter(line -> line.startsWith("USER "))
                .noneMatch("USER 10001:10001"::equals)) {
            problems.add("the service runs as root");
        }
        if (lines.stream().anyMatch(line -> line.startsWith("ADD "))) {
            problems.add("ADD fetches and unpacks; COPY does not");
        }
        String entry =
                lines.stream().filter(line -> line.startsWith("ENTRYPOINT")).findFirst().orElse("");
        if (!entry.startsWith("ENTRYPOINT [\"java\"") || !entry.contains("-XX:AOTCache=")) {
            problems.add("the service is not started with its AOT cache, or by a shell");
        }
        if (!dockerfile.contains("test -s /app/service.aot")) {
            problems.add("nothing checks whether the AOT cache was made");
        }
        if (!dockerfile.contains("-Dspring.context.exit=onRefresh")) {
            problems.add("the training run does not end by itself");
        }
        String allowed = Repository.read(".dockerignore");
        lines.stream()
                .filter(line -> line.startsWith("COPY") && !line.contains("--from="))
                .map(line -> line.split(" "))
                .map(
                        words ->
                                words[words.length - 2]
                                        .replaceFirst("^\\$\\{SERVICE}-service", "*")
                                        .replaceFirst("/\\$\\{SERVICE}-service-\\*", "/*"))
                .filter(source -> !allowed.contains("!" + source + "\n"))
                .forEach(source -> problems.add(source + " is kept out by .dockerignore"));
        return problems;
    }
}
