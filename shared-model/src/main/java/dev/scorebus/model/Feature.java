package dev.scorebus.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// One input of a model.
///
/// @param name as it stands in the message's data
/// @param type what values it has
/// @param required whether a message without it is refused; otherwise it counts as missing
/// @param categories the known words of a category, in the order of their codes; empty for other types
/// @param unseen what to do with a word that is not among them
public record Feature(
        String name, FeatureType type, boolean required, List<String> categories, Unseen unseen) {
    /// What to do with a category that training never saw.
    public enum Unseen {
        /// Treat it as missing.
        @JsonProperty("missing")
        MISSING,
        /// Refuse the message.
        @JsonProperty("reject")
        REJECT
    }

    public Feature {
        categories = List.copyOf(categories);
        if (name.isBlank()) {
            throw new IllegalArgumentException("A feature has a name");
        }
        if (type != FeatureType.CATEGORY && !categories.isEmpty()) {
            throw new IllegalArgumentException(
                    "Feature '%s' is a %s and has no categories".formatted(name, type));
        }
    }

    /// A number that may be missing.
    public static Feature number(String name) {
        return new Feature(name, FeatureType.NUMBER, false, List.of(), Unseen.MISSING);
    }
}
