package dev.scorebus.score.program;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a model answered as it did: `base + sum(contributions) + other` is the raw prediction.
///
/// @param of the class that is explained; absent for a regression
/// @param base the raw prediction before anything is known of the row
/// @param contributions by feature, the largest (by absolute value) first
/// @param other the sum of the contributions that were left out; absent when none was
public record Explained(
        @Nullable String of, float base, List<Contribution> contributions, @Nullable Float other) {
    /// What one feature adds to the raw prediction.
    public record Contribution(String feature, float value) {}
}
