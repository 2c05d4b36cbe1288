package dev.scorebus.action;

import dev.scorebus.message.Mode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One field of an action file. The parser, the writer, the JSON Schema and the reference are all made from it.
///
/// @param name its key
/// @param shape what its value may be
/// @param meaning one sentence for people
/// @param example a value, as it stands in a file
/// @param required whether it must be there, in the modes it belongs to
/// @param modes where it has an effect; elsewhere it is refused
/// @param otherwise the value of a file that says nothing
/// @param absence what holds when it is not there and has no such value, in words
record Field<T>(
        String name,
        Shape<T> shape,
        String meaning,
        String example,
        boolean required,
        Set<Mode> modes,
        @Nullable T otherwise,
        String absence) {
    private static final Set<Mode> EVERYWHERE = Set.copyOf(EnumSet.allOf(Mode.class));

    /// A field that must be there.
    static <T> Field<T> required(String name, Shape<T> shape, String meaning, String example) {
        return new Field<>(name, shape, meaning, example, true, EVERYWHERE, null, "");
    }

    /// A field that may be left out.
    static <T> Field<T> optional(String name, Shape<T> shape, String meaning, String example) {
        return new Field<>(name, shape, meaning, example, false, EVERYWHERE, null, "");
    }

    /// The same field with a default.
    Field<T> otherwise(T value) {
        return new Field<>(name, shape, meaning, example, required, modes, value, absence);
    }

    /// The same field with words for its absence.
    Field<T> absent(String words) {
        return new Field<>(name, shape, meaning, example, required, modes, otherwise, words);
    }

    /// The same field, with an effect in these modes only.
    Field<T> in(Mode... only) {
        return new Field<>(
                name,
                shape,
                meaning,
                example,
                required,
                Set.copyOf(List.of(only)),
                otherwise,
                absence);
    }

    /// Whether its effect hangs on the mode.
    boolean isBoundToModes() {
        return modes.size() < EVERYWHERE.size();
    }

    /// Its default as it would stand in a file; absent when it has none.
    @Nullable String defaultText() {
        return otherwise == null ? null : shape.write(otherwise);
    }

    /// Its path below a section.
    String path(String parent) {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
