package dev.scorebus.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a model version reads, in the order of its columns.
public record FeatureContract(List<Feature> features) {
    public FeatureContract {
        features = List.copyOf(features);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("A model reads at least one feature");
        }
        Set<String> names = new HashSet<>();
        for (Feature feature : features) {
            if (!names.add(feature.name())) {
                throw new IllegalArgumentException(
                        "Feature '%s' is named twice".formatted(feature.name()));
            }
        }
    }

    /// The features' names in the order of the columns.
    public List<String> names() {
        return features.stream().map(Feature::name).toList();
    }
}
