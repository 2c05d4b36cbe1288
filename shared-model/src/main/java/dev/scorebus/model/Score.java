package dev.scorebus.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a model says of one message: the value, why, and which version said so.
///
/// @param value the class for a classification, the number for a regression
/// @param probabilities by class; absent for a regression
/// @param explanation why; absent when none was asked for
/// @param model the version that gave it
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Score(
        Object value,
        @Nullable Map<String, Double> probabilities,
        @Nullable Explanation explanation,
        ModelRef model) {
    /// Which model version gave a score.
    ///
    /// @param customer whose own model it is; absent: it is the one over all customers
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ModelRef(String name, String version, @Nullable String customer) {
        /// A version over all customers.
        public ModelRef(String name, String version) {
            this(name, version, null);
        }
    }

    /// A base value and one contribution per feature: `base + sum(contributions) + other` is the raw prediction (the margin
    /// of `of`), within 1e-5.
    ///
    /// @param of the class that is explained; absent for a regression
    /// @param base the raw prediction before anything is known of the row
    /// @param contributions by feature, the largest first
    /// @param other the sum of the contributions that a top-N explanation leaves out; absent when it has them all
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Explanation(
            @Nullable String of,
            double base,
            Map<String, Double> contributions,
            @Nullable Double other) {}
}
