package dev.scorebus.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    @ParameterizedTest
    @ValueSource(strings = {"base", "single-node"})
    void theManifestsBreakNoRule(String kustomization) {
        assertThat(ManifestRules.problems(Manifests.read(kustomization, List.of()))).isEmpty();
    }

    static List<Planted> mistakes() {
        return Planted.all("manifests");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyPlantedMistakeIsFound(Planted planted) {
        assertThat(ManifestRules.problems(Manifests.read("single-node", List.of(planted))))
                .anySatisfy(problem -> assertThat(problem).contains(planted.found()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "single-node"})
    void everyManifestIsInItsKustomization(String kustomization) throws IOException {
        Path folder = Repository.ROOT.resolve("deploy/k8s").resolve(kustomization);
        List<String> listed =
                Tree.document(Files.readString(folder.resolve("kustomization.yaml")))
                        .at("resources")
                        .texts();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(file -> file.equals("kustomization.yaml") || listed.contains(file));
        }
    }

    @Test
    void theSecretsThatAreAskedForAreThoseThatTheUserIsToldToCreate() {
        assertThat(Repository.read("docs/operations.md"))
                .contains(
                        "create secret generic scorebus-token",
                        "create secret generic scorebus-database");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "single-node"})
    void kustomizeReadsThemWhereKubectlIsInstalled(String kustomization) {
        Optional<Repository.Said> said =
                Repository.run(List.of("kubectl", "kustomize", "deploy/k8s/" + kustomization));
        if (said.isEmpty()) {
            System.out.println(
                    "kubectl is not on this machine: its own reading of deploy/k8s was skipped");
            return;
        }
        assertThat(said.get().code()).as(said.get().output()).isZero();
        assertThat(Tree.documents(said.get().output()))
                .allSatisfy(resource -> assertThat(KubernetesSchema.problem(resource)).isEmpty())
                .filteredOn(resource -> !resource.at("kind").text().equals("Namespace"))
                .allSatisfy(
                        resource ->
                                assertThat(resource.at("metadata", "namespace").text())
                                        .isEqualTo("scorebus"));
    }
}
