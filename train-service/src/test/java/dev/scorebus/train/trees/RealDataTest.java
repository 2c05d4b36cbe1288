package dev.scorebus.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scorebus.message.WireJson;
import dev.scorebus.train.PullRequests;
import dev.scorebus.train.data.DataFiles;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The demo's request on the real pull requests: the newest fifth held out, learned from what had been merged by then.
class RealDataTest {
    @Test
    void theDemosModelReachesAnAucOf71OnPullRequestsThatItHasNotSeen() throws Exception {
        Path file = PullRequests.realData();
        assumeTrue(
                Files.isRegularFile(file),
                () ->
                        "the real data are not at %s; set SCOREBUS_DATA to their folder"
                                .formatted(file));
        DataSetVersion dataSet = DataFiles.profile(file);
        assertThat(dataSet.rows()).isEqualTo(166_884);
        Trees trees = new Trees((version, visitor) -> DataFiles.read(file, version, visitor));
        TrainingRequest request =
                WireJson.mapper().readValue(PullRequests.demoRequest(), TrainingRequest.class);

        Outcome.Trained trained =
                (Outcome.Trained) trees.train(request, dataSet, new TreesTest.Patience());

        assertThat(trained.rows().test()).isEqualTo(28_294);
        assertThat(trained.rows().labelUnknown()).isEqualTo(1_394);
        assertThat(trained.metrics().getOrDefault("auc.ovr", 0d)).isGreaterThanOrEqualTo(0.71);
        assertThat(trained.metrics().getOrDefault("accuracy", 0d))
                .isGreaterThan(trained.metrics().getOrDefault("accuracy.base", 1d) + 0.1);
        System.out.printf(
                "pull requests: %s, rows %s, %d bytes, best rounds %s%n",
                new java.util.TreeMap<>(trained.metrics()),
                trained.rows(),
                trained.artefact().length,
                trained.parameters().get("bestRounds"));
    }
}
