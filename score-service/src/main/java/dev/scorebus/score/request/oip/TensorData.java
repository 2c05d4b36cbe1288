package dev.scorebus.score.request.oip;

import dev.scorebus.score.edge.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The elements of a tensor, which JSON may give flat or nested, and how they were nested.
final class TensorData {
    private static final int DEEPEST = 8;

    private final String where;
    private final long most;
    private final List<@Nullable Object> cells = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();

    private TensorData(String where, long most) {
        this.where = where;
        this.most = most;
    }

    /// Reads the array that the parser stands on.
    static TensorData read(JsonParser parser, String where, long most) {
        TensorData data = new TensorData(where, most);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw ProblemException.malformed("'%s.data' is not an array".formatted(where));
        }
        data.array(parser, 0);
        return data;
    }

    List<@Nullable Object> cells() {
        return cells;
    }

    private void array(JsonParser parser, int depth) {
        if (depth == DEEPEST) {
            throw ProblemException.malformed(
                    "'%s.data' is nested deeper than %d".formatted(where, DEEPEST));
        }
        boolean leaf = false;
        boolean branch = false;
        int length = 0;
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            length++;
            if (token == JsonToken.START_ARRAY) {
                branch = true;
                array(parser, depth + 1);
            } else {
                leaf = true;
                cell(parser, token);
            }
        }
        while (lengths.size() <= depth) {
            lengths.add(-1);
        }
        int before = lengths.set(depth, length);
        if ((leaf && branch) || (before >= 0 && before != length)) {
            throw ProblemException.malformed(
                    "'%s.data' is ragged: its parts differ in length or depth".formatted(where));
        }
    }

    private void cell(JsonParser parser, JsonToken token) {
        if (cells.size() == most) {
            throw ProblemException.malformed(
                    "'%s.data' has more than %d elements".formatted(where, most));
        }
        cells.add(
                switch (token) {
                    case VALUE_NULL -> null;
                    case VALUE_STRING -> parser.getString();
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> (Double) parser.getDoubleValue();
                    case START_OBJECT,
                            END_OBJECT,
                            START_ARRAY,
                            END_ARRAY,
                            PROPERTY_NAME,
                            VALUE_EMBEDDED_OBJECT,
                            NOT_AVAILABLE ->
                            throw ProblemException.malformed(
                                    "'%s.data' has an object as an element".formatted(where));
                });
    }

    /// Checks the elements against what the tensor says of itself.
    void check(String name, Datatype type, List<Long> shape) {
        long product = 1;
        for (long size : shape) {
            product = Math.min(product * size, Integer.MAX_VALUE);
        }
        if (product != cells.size()) {
            throw ProblemException.malformed(
                    "Input '%s' has %d elements; its shape %s needs %d"
                            .formatted(name, cells.size(), shape, product));
        }
        if (lengths.size() > 1
                && !lengths.stream().map(Integer::longValue).toList().equals(shape)) {
            throw ProblemException.malformed(
                    "Input '%s' is nested as %s; its shape is %s".formatted(name, lengths, shape));
        }
        for (int i = 0; i < cells.size(); i++) {
            if (!type.accepts(cells.get(i))) {
                throw ProblemException.malformed(
                        "Input '%s' has datatype %s; its element %d is not one"
                                .formatted(name, type, i));
            }
        }
    }
}
