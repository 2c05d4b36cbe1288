package dev.scorebus.bridge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Why a score is what it is.
///
/// @param base what is predicted when nothing is known
/// @param contributions what each feature adds, in the order given
public record Explanation(double base, Map<String, Double> contributions) {
    public Explanation {
        contributions = Collections.unmodifiableMap(new LinkedHashMap<>(contributions));
    }
}
