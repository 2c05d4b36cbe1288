package dev.scorebus.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import org.junit.jupiter.api.Test;

class ScoreLinesTest {
    @Test
    void aClassIsShownWithItsProbabilityAndItsReasons() {
        ScoreLines score =
                lines(
                        """
                        {"value": "HOUR", "probabilities": {"HOUR": 0.61, "DAY": 0.39},
                         "explanation": {"of": "HOUR", "base": 0.41,
                                         "contributions": {"team_size": 0.22, "sloc": -0.1, "src_churn": 0.05},
                                         "other": 0.01},
                         "model": {"name": "merge-time", "version": "0123456789abcdef"}}
                        """);

        assertThat(score.headline()).isEqualTo("HOUR (61 %)");
        assertThat(score.reasons(2)).isEqualTo("team_size +0.22, src_churn +0.05");
        assertThat(score.lines())
                .contains(
                        "because, for HOUR",
                        "model merge-time, version 0123456789ab, over all customers")
                .anyMatch(line -> line.contains("all other features") && line.endsWith("+0.0100"));
    }

    @Test
    void ofTwoClassesTheReasonsSpeakForTheOneThatWasPredicted() {
        String explained =
                """
                {"value": "%s", "explanation": {"of": "YES", "contributions": {"a": 0.5, "b": -0.25}}}
                """;

        assertThat(lines(explained.formatted("YES")).reasons(3)).isEqualTo("a +0.50");
        assertThat(lines(explained.formatted("NO")).reasons(3)).isEqualTo("b +0.25");
    }

    @Test
    void whatSpeaksAgainstThePredictionIsNotCalledAReasonForIt() {
        assertThat(
                        lines(
                                        "{\"value\": \"A\", \"explanation\": {\"of\": \"A\", \"contributions\": {\"x\": -0.4}}}")
                                .reasons(3))
                .isEqualTo("of little: against it x -0.40");
    }

    @Test
    void aRegressionIsANumber() {
        assertThat(lines("{\"value\": 12.345678}").headline()).isEqualTo("12.35");
    }

    @Test
    void whatAProgramAnswersWithIsShownAsItIs() {
        assertThat(lines("{\"value\": {\"class\": \"DAY\", \"of\": [1, 2]}}").lines())
                .first()
                .isEqualTo("{\"class\":\"DAY\",\"of\":[1,2]}");
    }

    private static ScoreLines lines(String json) {
        return new ScoreLines(WireJson.mapper().readTree(json));
    }
}
