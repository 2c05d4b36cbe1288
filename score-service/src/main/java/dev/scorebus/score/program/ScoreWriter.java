package dev.scorebus.score.program;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes scores as JSON without building them first; the shape is that of `dev.scorebus.model.Score`.
public final class ScoreWriter {
    private ScoreWriter() {}

    /// Writes the fields `value`, `probabilities` and `explanation` into an object that is open.
    public static void writeFields(JsonGenerator json, Reply.Scored scored) {
        json.writeName("value");
        writeValue(json, scored.answer());
        if (scored.answer() instanceof Answer.Choice choice) {
            json.writeObjectPropertyStart("probabilities");
            List<String> classes = choice.classes();
            for (int i = 0; i < classes.size(); i++) {
                json.writeName(classes.get(i));
                json.writeNumber(choice.probabilities()[i]);
            }
            json.writeEndObject();
        }
        if (scored.explained() != null) {
            json.writeName("explanation");
            writeExplanation(json, scored.explained());
        }
    }

    /// Writes the predicted class or number.
    public static void writeValue(JsonGenerator json, Answer answer) {
        switch (answer) {
            case Answer.Choice choice -> json.writeString(choice.label());
            case Answer.Amount amount -> json.writeNumber(amount.value());
            case Answer.Document document -> json.writePOJO(document.value());
        }
    }

    /// Writes an explanation as an object.
    public static void writeExplanation(JsonGenerator json, Explained explained) {
        json.writeStartObject();
        if (explained.of() != null) {
            json.writeStringProperty("of", explained.of());
        }
        json.writeName("base");
        json.writeNumber(explained.base());
        json.writeObjectPropertyStart("contributions");
        for (Explained.Contribution contribution : explained.contributions()) {
            json.writeName(contribution.feature());
            json.writeNumber(contribution.value());
        }
        json.writeEndObject();
        @Nullable Float other = explained.other();
        if (other != null) {
            json.writeName("other");
            json.writeNumber(other);
        }
        json.writeEndObject();
    }

    /// Writes the field `model`.
    public static void writeModel(JsonGenerator json, String name, String version) {
        writeModel(json, name, version, null);
    }

    /// Writes the field `model`.
    ///
    /// @param customer whose own model it is; absent: not said
    public static void writeModel(
            JsonGenerator json, String name, String version, @Nullable String customer) {
        json.writeObjectPropertyStart("model");
        json.writeStringProperty("name", name);
        json.writeStringProperty("version", version);
        if (customer != null) {
            json.writeStringProperty("customer", customer);
        }
        json.writeEndObject();
    }
}
