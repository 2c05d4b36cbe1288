package dev.scorebus.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.scorebus.batch.BatchRequest;
import dev.scorebus.message.WireJson;
import dev.scorebus.training.TrainingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;

class UnreadableBodyTest {
    private static final String TRAINING =
            """
            {"program": "trees", "model": "m", "dataSet": {"name": "d"},
             "target": {"type": "regression", "column": "y"},
             "features": [{"name": "x", "type": "number", "required": true}],
             "testFraction": 0.25, "seed": 7, "parameters": {"rounds": 100}}
            """;

    @Test
    void whatIsWrittenAsItShouldBeIsRead() {
        TrainingRequest read = WireJson.strictMapper().readValue(TRAINING, TrainingRequest.class);

        assertThat(read.seed()).isEqualTo(7);
        assertThat(read.testFraction()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seed\": 7 | \"seed\": 1.5 | seed is not a whole number",
                "\"seed\": 7 | \"seed\": \"7\" | seed is not a whole number",
                "\"seed\": 7 | \"seed\": true | seed is not a whole number",
                "0.25 | \"0.25\" | testFraction is not a number",
                "\"rounds\": 100 | \"rounds\": \"100\" | parameters.rounds is not a number",
                "\"required\": true | \"required\": \"true\" | features[0].required is not true or false",
                "\"required\": true | \"required\": 1 | features[0].required is not true or false",
                "\"model\": \"m\" | \"model\": 5 | model is not a text",
                "\"model\": \"m\" | \"model\": 1.5 | model is not a text",
                "\"model\": \"m\" | \"model\": false | model is not a text",
                "\"type\": \"number\" | \"type\": 0 | features[0].type is not one of number, boolean, category",
                "\"seed\" | \"sead\" | sead is not known; did you mean 'seed'?; known: customer,",
            })
    void whatIsWrittenAsSomethingElseIsRefusedByItsFieldAndWhatItTakes(
            String right, String wrong, String says) {
        assertThat(why(TRAINING.replaceFirst(right, wrong), TrainingRequest.class))
                .startsWith(says);
    }

    @Test
    void mapsByNumberAreReadFromTheirKeys() {
        BatchRequest read =
                WireJson.strictMapper()
                        .readValue(
                                """
                                {"action": "a", "source": {"topic": {"name": "t", "from": {"offsets": {"0": 100}}}}}
                                """,
                                BatchRequest.class);

        assertThat(read.source().topic()).isNotNull();
    }

    private static String why(String body, Class<?> type) {
        JacksonException refused =
                catchThrowableOfType(
                        JacksonException.class,
                        () -> WireJson.strictMapper().readValue(body, type));
        assertThat(refused).as(body).isNotNull();
        return UnreadableBody.why(refused);
    }
}
