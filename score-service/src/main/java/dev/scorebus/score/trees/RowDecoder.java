package dev.scorebus.score.trees;

import dev.scorebus.action.NearestName;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.UnknownFields;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.json.JsonMapper;

/// Decodes a JSON object of features straight into a row of floats, by the feature contract and strictly: a number is a JSON
/// number that a float can hold, a boolean is true, false, 1 or 0, a category is a string. Null and absent are missing. Fields
/// that the contract does not name are ignored or refused, as whoever asks wants; a feature that is given twice is refused. For
/// one thread at a time.
final class RowDecoder {
    private static final int LONGEST_SHOWN = 64;
    private static final int MOST_SHOWN = 30;

    private final JsonMapper mapper = WireJson.mapper();
    private final List<Feature> features;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Map<String, Integer>> codes;
    private final int[] seen;
    private int generation;

    RowDecoder(FeatureContract contract) {
        features = contract.features();
        codes = features.stream().map(RowDecoder::codes).toList();
        seen = new int[features.size()];
        for (int i = 0; i < features.size(); i++) {
            columns.put(features.get(i).name(), i);
        }
    }

    private static Map<String, Integer> codes(Feature feature) {
        Map<String, Integer> codes = new HashMap<>();
        for (int i = 0; i < feature.categories().size(); i++) {
            codes.put(feature.categories().get(i), i);
        }
        return codes;
    }

    /// Decodes one message into the row that begins at `at`.
    ///
    /// @return what is wrong with the message, or nothing; never a part of its data, but for the name of a field that is refused
    @Nullable String decode(Message message, UnknownFields unknown, float[] rows, int at) {
        Arrays.fill(rows, at, at + features.size(), Float.NaN);
        generation++;
        try (JsonParser parser =
                mapper.createParser(message.bytes(), message.offset(), message.length())) {
            return read(parser, unknown, rows, at);
        } catch (StreamConstraintsException e) {
            return "the data is nested deeper or has longer parts than is accepted";
        } catch (JacksonException e) {
            return "the data is not JSON: something is wrong at byte %d"
                    .formatted(e.getLocation() == null ? 0 : e.getLocation().getByteOffset());
        }
    }

    private @Nullable String read(JsonParser parser, UnknownFields unknown, float[] rows, int at) {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            return first == null
                    ? "the data is empty, not an object of features"
                    : "the data is %s, not an object of features".formatted(word(first));
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            Integer column = columns.get(name);
            if (column == null) {
                if (unknown == UnknownFields.REFUSE) {
                    return notAFeature(name);
                }
                parser.skipChildren();
                continue;
            }
            if (seen[column] == generation) {
                return "feature '%s' is given twice".formatted(name);
            }
            seen[column] = generation;
            String wrong = cell(parser, value, column, rows, at + column);
            if (wrong != null) {
                return wrong;
            }
        }
        if (parser.nextToken() != null) {
            return "the data goes on after the object of features";
        }
        return missing();
    }

    private String notAFeature(String name) {
        List<String> known = features.stream().map(Feature::name).toList();
        String shown =
                name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
        return "'%s' is not a feature of this model%s; it reads %s%s (unknown=ignore lets such fields pass)"
                .formatted(
                        shown,
                        NearestName.hint(name, known),
                        String.join(", ", known.subList(0, Math.min(MOST_SHOWN, known.size()))),
                        known.size() > MOST_SHOWN
                                ? " and %d more".formatted(known.size() - MOST_SHOWN)
                                : "");
    }

    private @Nullable String missing() {
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] != generation && features.get(i).required()) {
                return "feature '%s' is required and absent".formatted(features.get(i).name());
            }
        }
        return null;
    }

    private @Nullable String cell(
            JsonParser parser, JsonToken token, int column, float[] rows, int cell) {
        Feature feature = features.get(column);
        if (token == JsonToken.VALUE_NULL) {
            return feature.required()
                    ? "feature '%s' is required and null".formatted(feature.name())
                    : null;
        }
        return switch (feature.type()) {
            case NUMBER -> number(parser, token, feature, rows, cell);
            case BOOLEAN -> bool(parser, token, feature, rows, cell);
            case CATEGORY -> category(parser, token, column, rows, cell);
        };
    }

    private static @Nullable String number(
            JsonParser parser, JsonToken token, Feature feature, float[] rows, int cell) {
        if (!token.isNumeric()) {
            return wrongType(feature, token, "a number");
        }
        float value = (float) parser.getDoubleValue();
        if (Float.isInfinite(value)) {
            return "feature '%s' is beyond the numbers a model reads (3.4e38)"
                    .formatted(feature.name());
        }
        rows[cell] = value;
        return null;
    }

    private static @Nullable String bool(
            JsonParser parser, JsonToken token, Feature feature, float[] rows, int cell) {
        if (token.isBoolean()) {
            rows[cell] = token == JsonToken.VALUE_TRUE ? 1 : 0;
            return null;
        }
        double value = token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
        if (value != 0 && value != 1) {
            return wrongType(feature, token, "true, false, 1 or 0");
        }
        rows[cell] = (float) value;
        return null;
    }

    private @Nullable String category(
            JsonParser parser, JsonToken token, int column, float[] rows, int cell) {
        Feature feature = features.get(column);
        if (token != JsonToken.VALUE_STRING) {
            return wrongType(feature, token, "a string");
        }
        Integer code = codes.get(column).get(parser.getString());
        if (code != null) {
            rows[cell] = code;
            return null;
        }
        return switch (feature.unseen()) {
            case MISSING -> null;
            case REJECT ->
                    "feature '%s' has a word that training never saw, none of the %d it knows, and its contract says reject"
                            .formatted(feature.name(), feature.categories().size());
        };
    }

    private static String wrongType(Feature feature, JsonToken token, String wanted) {
        return "feature '%s' is %s, not %s".formatted(feature.name(), word(token), wanted);
    }

    private static String word(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    "no value";
        };
    }
}
