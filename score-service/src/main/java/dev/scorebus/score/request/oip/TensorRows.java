package dev.scorebus.score.request.oip;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.FeatureType;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.request.JsonRows;
import dev.scorebus.score.request.oip.InferRequest.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// Turns tensors into rows: one tensor per feature, named like it; or one numeric matrix of any other name with a column
/// per feature in the order of the contract, where a category is given by its code and a boolean by 1 or 0.
final class TensorRows {
    private final FeatureContract contract;
    private final Map<String, Feature> features;
    private final int most;

    /// @param most how many rows are accepted
    TensorRows(FeatureContract contract, int most) {
        this.contract = contract;
        this.features =
                contract.features().stream()
                        .collect(Collectors.toMap(Feature::name, Function.identity()));
        this.most = most;
    }

    /// The rows of these tensors.
    List<Message> of(List<Tensor> tensors) {
        Tensor first = tensors.getFirst();
        if (tensors.size() == 1
                && !features.containsKey(first.name())
                && first.datatype().numeric()) {
            return matrix(first);
        }
        long rows = -1;
        for (Tensor tensor : tensors) {
            long own = checkedRows(tensor);
            if (rows >= 0 && own != rows) {
                throw ProblemException.malformed(
                        "Input '%s' has %d rows, the inputs before it %d"
                                .formatted(tensor.name(), own, rows));
            }
            rows = own;
        }
        return write(Math.toIntExact(rows), (json, row) -> named(json, tensors, row));
    }

    private long checkedRows(Tensor tensor) {
        Feature feature = features.get(tensor.name());
        if (feature == null) {
            throw ProblemException.malformed(
                    "Input '%s' is not a feature of this model; it reads %s"
                            .formatted(tensor.name(), contract.names()));
        }
        boolean fits =
                switch (feature.type()) {
                    case NUMBER -> tensor.datatype().numeric();
                    case BOOLEAN ->
                            tensor.datatype() == Datatype.BOOL || tensor.datatype().numeric();
                    case CATEGORY -> tensor.datatype() == Datatype.BYTES;
                };
        if (!fits) {
            throw ProblemException.malformed(
                    "Input '%s' has datatype %s; this feature is a %s and takes %s"
                            .formatted(
                                    tensor.name(),
                                    tensor.datatype(),
                                    feature.type(),
                                    datatype(feature.type())));
        }
        List<Long> shape = tensor.shape();
        boolean column = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
        if (!column) {
            throw ProblemException.malformed(
                    "Input '%s' has shape %s; a feature has [n] or [n,1]"
                            .formatted(tensor.name(), shape));
        }
        return shape.getFirst();
    }

    /// The datatype by which a feature is announced.
    static Datatype datatype(FeatureType type) {
        return switch (type) {
            case NUMBER -> Datatype.FP64;
            case BOOLEAN -> Datatype.BOOL;
            case CATEGORY -> Datatype.BYTES;
        };
    }

    private static void named(JsonGenerator json, List<Tensor> tensors, int row) {
        for (Tensor tensor : tensors) {
            json.writeName(tensor.name());
            writeCell(json, tensor.cells().get(row));
        }
    }

    private static void writeCell(JsonGenerator json, @Nullable Object cell) {
        switch (cell) {
            case String text -> json.writeString(text);
            case Boolean bool -> json.writeBoolean(bool);
            case Double number -> json.writeNumber(number);
            case null, default -> json.writeNull();
        }
    }

    private List<Message> matrix(Tensor tensor) {
        int width = contract.features().size();
        List<Long> shape = tensor.shape();
        if (shape.size() != 2 || shape.get(1) != width) {
            throw ProblemException.malformed(
                    "Input '%s' has shape %s and is not named like a feature; a matrix over all features has [n,%d], in the order %s"
                            .formatted(tensor.name(), shape, width, contract.names()));
        }
        return write(
                Math.toIntExact(shape.getFirst()),
                (json, row) -> columns(json, tensor.cells(), row * width));
    }

    private void columns(JsonGenerator json, List<@Nullable Object> cells, int from) {
        for (int i = 0; i < contract.features().size(); i++) {
            Feature feature = contract.features().get(i);
            json.writeName(feature.name());
            if (feature.type() == FeatureType.CATEGORY
                    && cells.get(from + i) instanceof Double code) {
                writeCode(json, feature, code);
            } else {
                writeCell(json, cells.get(from + i));
            }
        }
    }

    private static void writeCode(JsonGenerator json, Feature feature, double code) {
        List<String> words = feature.categories();
        if (code < 0 || code >= words.size() || code != Math.rint(code)) {
            throw ProblemException.malformed(
                    "Feature '%s' is a category and has the codes 0 to %d"
                            .formatted(feature.name(), words.size() - 1));
        }
        json.writeString(words.get((int) code));
    }

    /// Writes the features of one row into an object that is open.
    private interface RowWriter {
        void write(JsonGenerator json, int row);
    }

    private List<Message> write(int rows, RowWriter writer) {
        JsonRows.requireAtMost(rows, most);
        List<Integer> ends = new ArrayList<>(rows);
        ByteArrayBuilder out = new ByteArrayBuilder(256);
        try (JsonGenerator json = WireJson.mapper().createGenerator(out)) {
            for (int row = 0; row < rows; row++) {
                json.writeStartObject();
                writer.write(json, row);
                json.writeEndObject();
                json.flush();
                ends.add(out.size());
            }
        }
        byte[] bytes = out.toByteArray();
        List<Message> messages = new ArrayList<>(rows);
        int from = 0;
        for (int end : ends) {
            messages.add(new Message(bytes, from, end - from));
            from = end;
        }
        return messages;
    }
}
