package dev.scorebus.score.request;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.program.UnknownFields;
import org.jspecify.annotations.Nullable;

/// What a caller wants scored, and how.
///
/// @param protocol the protocol it was asked by: `v2`, `v1` or `api`
/// @param model the model's name
/// @param version the model's version; absent: the champion
/// @param customer for whom; absent: the model for all customers
/// @param explain how much of the explanation is wanted
/// @param unknown what becomes of fields that the model does not read
public record Asked(
        String protocol,
        String model,
        @Nullable String version,
        @Nullable String customer,
        Explain explain,
        UnknownFields unknown) {
    /// Reads what a caller says of fields that the model does not read: `refuse`, which is also meant when nothing is said, or
    /// `ignore`.
    public static UnknownFields unknown(@Nullable String text) {
        try {
            return text == null ? UnknownFields.REFUSE : UnknownFields.of(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.malformed(String.valueOf(e.getMessage()));
        }
    }

    /// Reads `all`, `none` or `top-N`; all where nothing is said.
    public static Explain explain(@Nullable String text) {
        try {
            return text == null ? Explain.ALL : Explain.of(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.malformed(String.valueOf(e.getMessage()));
        }
    }
}
