package dev.scorebus.score.request.oip;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Target;
import dev.scorebus.score.program.Answer;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.ScoreWriter;
import dev.scorebus.score.request.Scores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// Writes what was inferred.
final class InferWriter {
    private InferWriter() {}

    static void write(JsonGenerator json, String id, Scores scores, List<InferOutput> outputs) {
        ModelVersion model = scores.model();
        json.writeStartObject();
        json.writeStringProperty("model_name", model.name());
        json.writeStringProperty("model_version", model.version());
        json.writeStringProperty("id", id);
        json.writeArrayPropertyStart("outputs");
        for (InferOutput output : outputs) {
            switch (output) {
                case PREDICTED -> predicted(json, scores);
                case PROBABILITIES -> probabilities(json, scores);
                case EXPLANATION -> explanation(json, scores);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// The datatype of an output.
    static Datatype datatype(InferOutput output, Target target) {
        return switch (output) {
            case PREDICTED ->
                    target.type() == Target.Type.REGRESSION ? Datatype.FP64 : Datatype.BYTES;
            case PROBABILITIES -> Datatype.FP64;
            case EXPLANATION -> Datatype.BYTES;
        };
    }

    private static void start(JsonGenerator json, InferOutput output, Scores scores, int... shape) {
        json.writeStartObject();
        json.writeStringProperty("name", output.wireName());
        json.writeStringProperty("datatype", datatype(output, scores.model().target()).name());
        json.writeName("shape");
        json.writeArray(shape, 0, shape.length);
    }

    private static void predicted(JsonGenerator json, Scores scores) {
        start(json, InferOutput.PREDICTED, scores, scores.rows().size());
        json.writeArrayPropertyStart("data");
        for (Reply.Scored row : scores.rows()) {
            ScoreWriter.writeValue(json, row.answer());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void probabilities(JsonGenerator json, Scores scores) {
        int classes = scores.model().target().classes().size();
        start(json, InferOutput.PROBABILITIES, scores, scores.rows().size(), classes);
        json.writeArrayPropertyStart("data");
        for (Reply.Scored row : scores.rows()) {
            if (row.answer() instanceof Answer.Choice choice) {
                for (float probability : choice.probabilities()) {
                    json.writeNumber(probability);
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void explanation(JsonGenerator json, Scores scores) {
        start(json, InferOutput.EXPLANATION, scores, scores.rows().size());
        json.writeObjectPropertyStart("parameters");
        json.writeStringProperty("content_type", "json");
        json.writeEndObject();
        json.writeArrayPropertyStart("data");
        ByteArrayBuilder text = new ByteArrayBuilder(512);
        for (Reply.Scored row : scores.rows()) {
            if (row.explained() != null) {
                text.reset();
                try (JsonGenerator inner = WireJson.mapper().createGenerator(text)) {
                    ScoreWriter.writeExplanation(inner, row.explained());
                }
                json.writeString(new String(text.toByteArray(), StandardCharsets.UTF_8));
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
