package dev.scorebus.train.bridge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.ProgramFolder;
import dev.scorebus.action.ProgramFolder.Content;
import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureType;
import dev.scorebus.model.Target;
import dev.scorebus.testkit.bridge.ProgramsFolder;
import dev.scorebus.train.data.DataFiles;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRequest.FeatureChoice;
import dev.scorebus.training.TrainingRun.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTrainerTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private Path data = Path.of("");
    private @Nullable DataSetVersion dataSet;
    private @Nullable BridgeTrainer trainer;

    /// Remembers the last progress, and says stop when it is told to.
    private static final class Looker implements Watch {
        private final AtomicReference<@Nullable Progress> reached = new AtomicReference<>();
        private volatile boolean stop;

        @Override
        public void reached(Progress progress) {
            reached.set(progress);
        }

        @Override
        public boolean stopped() {
            return stop;
        }
    }

    @BeforeEach
    void install() throws IOException {
        data = Files.writeString(folder.resolve("rows.csv"), "a,b\n1,x\n2,\n6,z\n");
        dataSet = DataFiles.profile(data);
        ProgramsFolder programs = new ProgramsFolder(folder.resolve("programs"));
        programs.install("mean", LearningMain.class, "none");
        trainer =
                switch (new ProgramFolder(programs.folder().resolve("mean")).read()) {
                    case Content.Unusable(String why) -> throw new AssertionError(why);
                    case Content.Program program ->
                            new BridgeTrainer(
                                    program.manifest(),
                                    program.folder(),
                                    program.version(),
                                    Map.of(),
                                    (version, visitor) -> DataFiles.read(data, version, visitor));
                };
    }

    private static TrainingRequest request(@Nullable String rows, Map<String, BigDecimal> with) {
        return new TrainingRequest(
                "mean",
                "average",
                null,
                new TrainingRequest.DataSetRef("rows", null),
                rows,
                new TrainingRequest.TargetChoice(
                        null, Target.Type.REGRESSION, List.of(), "a", null),
                List.of(
                        new FeatureChoice(
                                "b", FeatureType.CATEGORY, false, Feature.Unseen.MISSING)),
                null,
                null,
                null,
                0.2,
                with,
                0L,
                "champion");
    }

    private Outcome train(Map<String, BigDecimal> parameters, Watch watch) throws IOException {
        return requireNonNull(trainer)
                .train(request(null, parameters), requireNonNull(dataSet), watch);
    }

    @Test
    void whatAProgramWritesIsTheModelWithWhatItSaidOfIt() throws IOException {
        Looker watch = new Looker();

        Outcome.Trained trained = (Outcome.Trained) train(Map.of("depth", BigDecimal.TEN), watch);

        assertThat(trained.metrics()).isEqualTo(Map.of("mae", 0.25));
        assertThat(trained.notes()).containsExactly("a mean is all that it knows");
        assertThat(trained.rows().train()).isEqualTo(2);
        assertThat(trained.rows().test()).isEqualTo(1);
        assertThat(trained.contract().names()).containsExactly("b");
        assertThat(trained.target().name()).isEqualTo("a");
        assertThat(trained.parameters()).containsEntry("depth", "10").containsKey("programVersion");
        assertThat(files(trained.artefact())).isEqualTo("mean.txt=3.0");
        assertThat(watch.reached.get()).isNotNull();
        assertThat(((Outcome.Trained) train(Map.of(), watch)).artefact())
                .isEqualTo(trained.artefact());
    }

    private static String files(byte[] artefact) throws IOException {
        StringBuilder found = new StringBuilder();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(artefact))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                found.append(entry.getName())
                        .append('=')
                        .append(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return found.toString();
    }

    @Test
    void aProgramThatCrashesOrWritesNothingLeavesNoModelAndSaysWhy() throws IOException {
        assertThat(train(Map.of("crash", BigDecimal.ONE), new Looker()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("exit status 9"));
        assertThat(train(Map.of("forget", BigDecimal.ONE), new Looker()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("wrote nothing"));
    }

    @Test
    void aRunThatIsCancelledEndsAlthoughItsProgramDoesNot() {
        Looker watch = new Looker();
        CompletableFuture<Outcome> outcome =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return train(Map.of("idle", BigDecimal.ONE), watch);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        await().atMost(LONG).until(() -> watch.reached.get() != null);

        watch.stop = true;

        assertThat(outcome).succeedsWithin(LONG).isEqualTo(new Outcome.Stopped());
    }

    @Test
    void whatItCannotBeAskedIsRefusedBeforeItIsQueued() {
        assertThatThrownBy(
                        () ->
                                requireNonNull(trainer)
                                        .check(
                                                request("row.a > 1", Map.of()),
                                                requireNonNull(dataSet)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("rows is for the program 'trees'");
    }
}
