package dev.scorebus.action;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What an object that expressions look into has, made when it is touched.
interface CelFields {
    /// The value under a name, as CEL knows values; null when there is none.
    @Nullable Object field(String name);

    /// All names that have a value.
    Collection<String> names();

    /// What to say when there is nothing under a name.
    default String missing(String name) {
        return "'%s' is missing".formatted(name);
    }
}
