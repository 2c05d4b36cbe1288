package dev.scorebus.score.request.oip;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request to infer, as it came over the wire.
///
/// @param id the caller's own id, to be echoed
/// @param parameters strings, numbers and booleans by name
/// @param inputs the tensors, at least one
/// @param outputs the names of the wanted outputs; empty: the usual ones
record InferRequest(
        @Nullable String id,
        Map<String, Object> parameters,
        List<Tensor> inputs,
        List<String> outputs) {
    /// A tensor.
    ///
    /// @param shape its dimensions
    /// @param cells its elements row by row: strings, booleans, numbers as [Double], or null where a value is missing
    record Tensor(String name, Datatype datatype, List<Long> shape, List<@Nullable Object> cells) {}
}
