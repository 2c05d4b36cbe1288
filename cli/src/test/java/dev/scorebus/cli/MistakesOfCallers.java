package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a platform with the demo's action says to callers who ask for what is not there.
interface MistakesOfCallers {
    /// Runs a command on the platform.
    Ran scorebus(String... arguments);

    @Test
    default void aMisspeltFeatureAndACustomerWithoutAModelAreSaid() {
        String typo = "{\"team_siez\": 7}";

        assertThat(scorebus("score", "merge-time", "--data", typo).err())
                .contains("'team_siez' is not a feature", "did you mean 'team_size'");
        assertThat(scorebus("score", "merge-time", "--ignore-unknown", "--data", typo).exitCode())
                .isZero();
        assertThat(scorebus("score", "merge-time", "--customer", "nobody", "--data", "{}").out())
                .contains("over all customers", "there is no model of nobody's own");
    }

    @Test
    default void aRunThatCannotBeDoneIsRefusedBeforeItIsAskedFor() {
        int before = runs().size();
        String[][] wrongs = {
            {"nobody", "pull-requests", "There is no action 'nobody'; there are: merge-time"},
            {"merge-time", "nowhere", "There is no topic 'nowhere'"},
            {"merge-time", "merge-time-scores", "'merge-time-scores' is read by the run"}
        };
        for (String[] wrong : wrongs) {
            Ran ran = scorebus("batch", "start", wrong[0], "--topic", wrong[1], "--detach");

            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.err()).contains(wrong[2]);
        }
        assertThat(runs()).hasSize(before);
    }

    private JsonNode runs() {
        return WireJson.mapper().readTree(scorebus("batch", "list", "--json").out());
    }

    @Test
    default void aSecondPauseSaysThatItsReasonIsNotKept() {
        assertThat(scorebus("action", "pause", "own-models", "--reason", "one").out())
                .doesNotContain("not kept");
        assertThat(scorebus("action", "pause", "own-models", "--reason", "two").out())
                .contains(": one", "your reason is not kept");
        assertThat(scorebus("action", "resume", "own-models").exitCode()).isZero();
    }
}
