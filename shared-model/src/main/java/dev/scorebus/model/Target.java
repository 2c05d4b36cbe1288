package dev.scorebus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// What a model predicts.
///
/// @param type the kind of prediction
/// @param name what is predicted, such as `merge time`
/// @param classes the classes in the order of their numbers: two for binary (the second is the positive one), none for
///     regression
public record Target(Type type, String name, List<String> classes) {
    /// The kind of prediction.
    public enum Type {
        @JsonProperty("binary")
        BINARY,
        @JsonProperty("multi-class")
        MULTI_CLASS,
        @JsonProperty("regression")
        REGRESSION
    }

    public Target {
        classes = List.copyOf(classes);
        boolean fits =
                switch (type) {
                    case BINARY -> classes.size() == 2;
                    case MULTI_CLASS -> classes.size() > 2;
                    case REGRESSION -> classes.isEmpty();
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "A %s target does not have %d classes".formatted(type, classes.size()));
        }
    }
}
