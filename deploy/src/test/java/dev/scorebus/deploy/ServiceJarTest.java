package dev.scorebus.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A service on its own class path, as a container has it, and not on that of a test, which holds more.
class ServiceJarTest {
    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "train", "score", "tracking"})
    void aServiceStartsFromItsOwnJarAsTheDockerfileStartsIt(String service) throws IOException {
        Optional<Path> jar = jar(service);
        assumeTrue(
                jar.isPresent(),
                service + "-service has no exec jar; `mvn verify` makes it, `mvn test` does not");

        List<String> command = new ArrayList<>();
        command.addAll(List.of("env", "SCOREBUS_HOME=" + home));
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(settingsOfTheTrainingRun());
        command.addAll(List.of("-jar", jar.orElseThrow().toString()));
        Repository.Said said = Repository.run(command).orElseThrow();

        assertThat(said.code()).as(said.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "train", "score", "tracking"})
    void aServiceCarriesTheListOfWhatItIsMadeOf(String service) throws IOException {
        Optional<Path> jar = jar(service);
        assumeTrue(jar.isPresent(), service + "-service has no exec jar; `mvn verify` makes it");
        assumeFalse(
                Boolean.getBoolean("scorebus.offline"), "Maven makes no list when it is offline");

        try (JarFile file = new JarFile(jar.orElseThrow().toFile())) {
            JsonNode bom;
            try (InputStream in =
                    file.getInputStream(file.getEntry("META-INF/sbom/application.cdx.json"))) {
                bom = new JsonMapper().readTree(in);
            }
            assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
            List<String> named = new ArrayList<>();
            bom.path("components")
                    .forEach(
                            part ->
                                    named.add(
                                            "%s-%s.jar"
                                                    .formatted(
                                                            part.path("name").asText(),
                                                            part.path("version").asText())));
            List<String> carried =
                    file.stream()
                            .map(JarEntry::getName)
                            .filter(
                                    name ->
                                            name.startsWith("BOOT-INF/lib/")
                                                    && name.endsWith(".jar"))
                            .map(name -> name.substring("BOOT-INF/lib/".length()))
                            .filter(name -> !name.startsWith("spring-boot-jarmode"))
                            .toList();
            assertThat(named).containsAll(carried);
        }
    }

    private static List<String> settingsOfTheTrainingRun() {
        List<String> settings =
                Pattern.compile("-Dspring\\.\\S+")
                        .matcher(Repository.read("Dockerfile"))
                        .results()
                        .map(MatchResult::group)
                        .toList();
        assertThat(settings).contains("-Dspring.context.exit=onRefresh");
        return settings;
    }

    private static Optional<Path> jar(String service) throws IOException {
        Path target = Repository.ROOT.resolve(service + "-service/target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith("-exec.jar")).findFirst();
        }
    }
}
