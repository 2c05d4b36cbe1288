package dev.scorebus.score.request.oip;

import dev.scorebus.message.WireJson;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.request.JsonRows;
import dev.scorebus.score.request.oip.InferRequest.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads requests to infer, as a stream. Fields that the protocol does not name are ignored.
final class InferReader {
    private final JsonParser parser;
    private final long mostCells;

    private InferReader(JsonParser parser, long mostCells) {
        this.parser = parser;
        this.mostCells = mostCells;
    }

    /// Reads a request.
    ///
    /// @param mostCells how many elements a tensor may have: the bytes of its body, each of which takes one at least
    static InferRequest read(byte[] body, long mostCells) {
        try (JsonParser parser = WireJson.mapper().createParser(body)) {
            return new InferReader(parser, mostCells).request();
        } catch (JacksonException e) {
            throw JsonRows.unreadable(e);
        }
    }

    private InferRequest request() {
        require(parser.nextToken(), JsonToken.START_OBJECT, "The body", "an object");
        String id = null;
        Map<String, Object> parameters = Map.of();
        List<Tensor> inputs = null;
        List<String> outputs = List.of();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "id" -> id = string("id");
                case "parameters" -> parameters = parameters("parameters");
                case "inputs" -> inputs = inputs();
                case "outputs" -> outputs = outputs();
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw ProblemException.malformed("The body goes on after the request");
        }
        if (inputs == null || inputs.isEmpty()) {
            throw ProblemException.malformed(
                    "'inputs' is absent or empty; send at least one tensor");
        }
        return new InferRequest(id, parameters, inputs, outputs);
    }

    private Map<String, Object> parameters(String where) {
        require(parser.currentToken(), JsonToken.START_OBJECT, "'" + where + "'", "an object");
        Map<String, Object> parameters = new HashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            switch (token) {
                case VALUE_STRING -> parameters.put(name, parser.getString());
                case VALUE_TRUE, VALUE_FALSE -> parameters.put(name, parser.getBooleanValue());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                        parameters.put(name, parser.getDoubleValue());
                default -> parser.skipChildren();
            }
        }
        return parameters;
    }

    private List<Tensor> inputs() {
        require(parser.currentToken(), JsonToken.START_ARRAY, "'inputs'", "an array of tensors");
        List<Tensor> inputs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Tensor tensor = tensor(inputs.size());
            if (!names.add(tensor.name())) {
                throw ProblemException.malformed(
                        "Input '%s' is given twice".formatted(tensor.name()));
            }
            inputs.add(tensor);
        }
        return inputs;
    }

    private Tensor tensor(int index) {
        String where = "inputs[%d]".formatted(index);
        require(parser.currentToken(), JsonToken.START_OBJECT, "'" + where + "'", "a tensor");
        String name = null;
        String datatype = null;
        List<Long> shape = null;
        TensorData data = null;
        for (String field = parser.nextName(); field != null; field = parser.nextName()) {
            parser.nextToken();
            switch (field) {
                case "name" -> name = string(where + ".name");
                case "datatype" -> datatype = string(where + ".datatype");
                case "shape" -> shape = shape(where);
                case "data" -> data = TensorData.read(parser, where, mostCells);
                default -> parser.skipChildren();
            }
        }
        return checked(where, name, datatype, shape, data);
    }

    private static Tensor checked(
            String where,
            @Nullable String name,
            @Nullable String datatype,
            @Nullable List<Long> shape,
            @Nullable TensorData data) {
        if (name == null || datatype == null || shape == null || data == null) {
            throw ProblemException.malformed(
                    "'%s' lacks '%s'"
                            .formatted(
                                    where,
                                    name == null
                                            ? "name"
                                            : datatype == null
                                                    ? "datatype"
                                                    : shape == null ? "shape" : "data"));
        }
        Datatype type =
                Datatype.of(datatype)
                        .orElseThrow(
                                () ->
                                        ProblemException.malformed(
                                                "Input '%s' has datatype '%s', which the protocol does not know in JSON"
                                                        .formatted(name, datatype)));
        data.check(name, type, shape);
        return new Tensor(name, type, shape, data.cells());
    }

    private List<Long> shape(String where) {
        String field = "'" + where + ".shape'";
        require(parser.currentToken(), JsonToken.START_ARRAY, field, "an array of integers");
        List<Long> shape = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(
                    parser.currentToken(),
                    JsonToken.VALUE_NUMBER_INT,
                    field,
                    "an array of integers");
            double size = parser.getDoubleValue();
            if (size < 0 || size > mostCells) {
                throw ProblemException.malformed(
                        "%s has a dimension that is negative, or larger than the %d bytes of this body can fill"
                                .formatted(field, mostCells));
            }
            shape.add((long) size);
        }
        return shape;
    }

    private List<String> outputs() {
        require(parser.currentToken(), JsonToken.START_ARRAY, "'outputs'", "an array of outputs");
        List<String> outputs = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String where = "outputs[%d]".formatted(outputs.size());
            require(parser.currentToken(), JsonToken.START_OBJECT, "'" + where + "'", "an object");
            String wanted = null;
            for (String field = parser.nextName(); field != null; field = parser.nextName()) {
                parser.nextToken();
                if (field.equals("name")) {
                    wanted = string(where + ".name");
                } else {
                    parser.skipChildren();
                }
            }
            if (wanted == null) {
                throw ProblemException.malformed("'%s' lacks 'name'".formatted(where));
            }
            outputs.add(wanted);
        }
        return outputs;
    }

    private String string(String where) {
        require(parser.currentToken(), JsonToken.VALUE_STRING, "'" + where + "'", "a string");
        return parser.getString();
    }

    private static void require(
            @Nullable JsonToken token, JsonToken wanted, String where, String what) {
        if (token != wanted) {
            throw ProblemException.malformed("%s is not %s".formatted(where, what));
        }
    }
}
