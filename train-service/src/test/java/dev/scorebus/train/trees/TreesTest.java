package dev.scorebus.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.Feature;
import dev.scorebus.train.PullRequests;
import dev.scorebus.train.data.DataFiles;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.train.program.Watch;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreesTest {
    @TempDir Path folder;

    @Test
    void theSameInputsGiveTheSameBytesAndAnotherSeedDoesNot() throws Exception {
        String request =
                PullRequests.request().replace("\"depth\": 3", "\"depth\": 3, \"subsample\": 0.5");

        byte[] first = trained(request, PullRequests.csv(600, 3)).artefact();
        byte[] second = trained(request, PullRequests.csv(600, 3)).artefact();
        byte[] other =
                trained(request.replace("\"seed\": 7", "\"seed\": 8"), PullRequests.csv(600, 3))
                        .artefact();

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void twoThreadsGiveTheSameBytesEachTime() throws Exception {
        String request =
                PullRequests.request().replace("\"depth\": 3", "\"depth\": 3, \"threads\": 2");

        byte[] first = trained(request, PullRequests.csv(400, 3)).artefact();

        assertThat(trained(request, PullRequests.csv(400, 3)).artefact()).isEqualTo(first);
    }

    @Test
    void theModelHoldsExactlyTheRoundsThatDidBestOnTheNewestTrainingRows() throws Exception {
        String request =
                PullRequests.request()
                        .replace("\"rounds\": 20", "\"rounds\": 400")
                        .replace("\"learningRate\": 0.3", "\"learningRate\": 1");

        Outcome.Trained trained = trained(request, PullRequests.csv(600, 3));

        int best = Integer.parseInt(trained.parameters().getOrDefault("bestRounds", "0"));
        assertThat(best).isBetween(1, 100);
        assertThat(rounds(trained.artefact())).isEqualTo(best);
    }

    @Test
    void withoutEarlyStoppingAllRoundsAreGrown() throws Exception {
        String request =
                PullRequests.request().replace("\"earlyStoppingRounds\": 5", "\"alpha\": 0");

        assertThat(rounds(trained(request, PullRequests.csv(300, 3)).artefact())).isEqualTo(20);
    }

    @Test
    void aModelOfTwoClassesIsMeasuredOnThePositiveOne() throws Exception {
        Outcome.Trained trained = trained(binary(), PullRequests.csv(800, 4));

        assertThat(trained.metrics())
                .containsKeys("auc.slow", "auc.ovr", "brier", "brier.base", "accuracy.base")
                .doesNotContainKey("auc.fast");
        assertThat(trained.metrics().getOrDefault("auc.ovr", 0d)).isGreaterThan(0.8);
    }

    @Test
    void aNumberIsPredictedBetterThanByItsMean() throws Exception {
        String request =
                """
                {"program": "trees", "model": "m", "dataSet": {"name": "d"}, "rows": "row.merged_at != null",
                 "target": {"type": "regression", "value": "(row.merged_at - row.created_at) / 3600.0"},
                 "features": [{"name": "main_team_member", "type": "boolean"}, {"name": "files_changed", "type": "number"}],
                 "time": "created_at", "parameters": {"rounds": 40, "depth": 4, "learningRate": 0.2}}
                """;

        Outcome.Trained trained = trained(request, PullRequests.csv(800, 4));

        assertThat(trained.metrics()).containsKeys("mae.base", "rmse.base");
        assertThat(trained.metrics().getOrDefault("r2", 0d)).isGreaterThan(0.6);
        assertThat(trained.target().classes()).isEmpty();
    }

    @Test
    void categoriesHaveTheCodesOfTheTrainingRowsInTheOrderOfTheirWords() throws Exception {
        StringBuilder csv = new StringBuilder("word,label\n");
        for (int row = 0; row < 200; row++) {
            csv.append(row % 2 == 0 ? "pear,yes\n" : "apple,no\n");
        }
        csv.append("zebra,yes\n".repeat(40));
        String request =
                """
                {"program": "trees", "model": "m", "dataSet": {"name": "d"},
                 "target": {"type": "binary", "classes": ["no", "yes"], "column": "label"},
                 "features": [{"name": "word", "type": "category"}], "testFraction": 0.3, "parameters": {"rounds": 3}}
                """;

        Outcome.Trained trained = trained(request, csv.toString());

        Feature word = trained.contract().features().getFirst();
        assertThat(word.categories()).containsExactly("apple", "pear");
        assertThat(trained.rows().test()).isEqualTo(72);
        assertThat(trained.notes()).anyMatch(note -> note.startsWith("no time column"));

        Outcome.Trained strict =
                trained(
                        request.replace("\"category\"", "\"category\", \"unseen\": \"reject\""),
                        csv.toString());
        assertThat(strict.rows().test()).isEqualTo(32);
        assertThat(strict.rows().skipped()).isEqualTo(40);
    }

    @Test
    void oneCustomersModelLearnsFromThatCustomersRows() throws Exception {
        String request =
                PullRequests.request()
                        .replace("\"program\"", "\"customer\": \"p1/x\", \"program\"");

        Outcome.Trained trained = trained(request, PullRequests.csv(900, 4));

        assertThat(trained.rows().otherCustomers()).isEqualTo(600);
        assertThat(trained.rows().train() + trained.rows().test()).isLessThan(300);
    }

    @Test
    void aRunThatIsStoppedGivesUpAfterItsRound() throws Exception {
        List<Progress> seen = new ArrayList<>();
        Watch impatient =
                new Watch() {
                    @Override
                    public void reached(Progress progress) {
                        seen.add(progress);
                    }

                    @Override
                    public boolean stopped() {
                        return seen.size() >= 3;
                    }
                };

        Outcome outcome = train(PullRequests.request(), PullRequests.csv(300, 1), impatient);

        assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(seen).extracting(Progress::round).containsExactly(1, 2, 3);
        assertThat(seen).extracting(Progress::metric).containsOnly("mlogloss");
    }

    @Test
    void anUnknownClassFailsTheRunAndNamesItsLine() throws Exception {
        String request = binary().replace("'slow'", "'sluggish'");

        Outcome outcome = train(request, PullRequests.csv(300, 1), new Patience());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .contains("line ", "'sluggish'", "[fast, slow]"));
    }

    @Test
    void everythingThatIsWrongWithARequestIsNamedAtOnce() throws Exception {
        String request =
                """
                {"program": "trees", "model": "Merge Time", "customer": "x", "dataSet": {"name": "d"}, "rows": "row.merged !=",
                 "target": {"type": "multi-class", "classes": ["A", "B"], "value": "row.nothing"},
                 "features": [{"name": "lang", "type": "number"}, {"name": "gone", "type": "number"}, {"name": "lang", "type": "category"}],
                 "labelKnownAt": "merged_at", "testFraction": 1.5,
                 "parameters": {"depth": 99, "rounds": 1.5, "learningrate": 0.1}}
                """;
        DataSetVersion dataSet = DataFiles.profile(file(PullRequests.csv(30, 1)));

        assertThatThrownBy(() -> trees(dataSet).check(request(request), dataSet))
                .message()
                .contains(
                        "model has 1 to 63",
                        "customer needs customerColumn",
                        "rows is no valid expression",
                        "target.value names the column 'nothing'",
                        "target.classes names two classes for binary",
                        "'lang' is asked for as number, but the column holds text values",
                        "has no column 'gone'",
                        "'lang' is named twice",
                        "labelKnownAt needs time",
                        "testFraction is from 0.01 to 0.9, got 1.5",
                        "parameters.depth is a whole number from 1 to 12, got 99",
                        "parameters.rounds is a whole number from 1 to 5000, got 1.5",
                        "parameters.learningrate is not known");
    }

    private static String binary() {
        return """
        {"program": "trees", "model": "m", "dataSet": {"name": "d"}, "rows": "row.merged_at != null",
         "target": {"name": "slow", "type": "binary", "classes": ["fast", "slow"],
                    "value": "row.merged_at - row.created_at < 14400 ? 'fast' : 'slow'"},
         "features": [{"name": "main_team_member", "type": "boolean"}, {"name": "files_changed", "type": "number"}],
         "time": "created_at", "labelKnownAt": "merged_at", "parameters": {"rounds": 20, "depth": 3}}
        """;
    }

    private static int rounds(byte[] artefact) throws Exception {
        Booster booster = XGBoost.loadModel(new ByteArrayInputStream(artefact));
        try {
            return booster.getNumBoostedRound();
        } finally {
            booster.dispose();
        }
    }

    private Outcome.Trained trained(String request, String csv) throws IOException {
        Outcome outcome = train(request, csv, new Patience());
        assertThat(outcome).isInstanceOf(Outcome.Trained.class);
        return (Outcome.Trained) outcome;
    }

    private Outcome train(String request, String csv, Watch watch) throws IOException {
        DataSetVersion dataSet = DataFiles.profile(file(csv));
        return trees(dataSet).train(request(request), dataSet, watch);
    }

    private Trees trees(DataSetVersion dataSet) {
        return new Trees(
                (version, visitor) -> DataFiles.read(folder.resolve("rows.csv"), dataSet, visitor));
    }

    private Path file(String csv) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }

    private static TrainingRequest request(String json) {
        return WireJson.mapper().readValue(json, TrainingRequest.class);
    }

    /// Lets a program go on to its end.
    static final class Patience implements Watch {
        @Override
        public void reached(Progress progress) {}

        @Override
        public boolean stopped() {
            return false;
        }
    }
}
