package dev.scorebus.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a program says of a message.
///
/// @param value anything that Jackson writes as JSON, but null
/// @param why what makes it up; absent when nobody asked
public record Score(Object value, @Nullable Explanation why) {
    /// A score without an explanation.
    public static Score of(Object value) {
        return new Score(value, null);
    }

    /// What makes up a score.
    ///
    /// @param base what is predicted when nothing is known
    /// @param contributions what each feature adds; with the base they should add up to the raw prediction
    public record Explanation(double base, Map<String, Double> contributions) {
        public Explanation {
            contributions = Map.copyOf(contributions);
        }
    }
}
