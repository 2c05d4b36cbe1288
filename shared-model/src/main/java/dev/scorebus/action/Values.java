package dev.scorebus.action;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a section of a file says, by field.
final class Values {
    private final String path;
    private final int line;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    /// An empty section.
    ///
    /// @param path where it lies, such as `spec.retry`; empty for the whole file
    /// @param line the line it begins in, from 1
    Values(String path, int line) {
        this.path = path;
        this.line = line;
    }

    /// Notes that a field is there, right or wrong.
    void mention(Field<?> field, int at) {
        lines.put(field.name(), at);
    }

    <T> void put(Field<T> field, T value) {
        values.put(field.name(), value);
    }

    /// Says the value of a field, unless it is as by default.
    <T> Values say(Field<T> field, @Nullable T value) {
        if (value != null && !value.equals(field.otherwise())) {
            mention(field, 1);
            put(field, value);
        }
        return this;
    }

    /// Whether the file has the field, right or wrong.
    boolean mentions(Field<?> field) {
        return lines.containsKey(field.name());
    }

    /// Whether nothing is there.
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /// The line of a field, or of the section when it is not there.
    int line(Field<?> field) {
        return lines.getOrDefault(field.name(), line);
    }

    String path(Field<?> field) {
        return field.path(path);
    }

    /// The value of a field, or else its default; absent when there is neither.
    @SuppressWarnings("unchecked") // put takes no other type
    <T> @Nullable T find(Field<T> field) {
        Object value = values.get(field.name());
        return value == null ? field.otherwise() : (T) value;
    }

    /// The value of a field that is known to have one.
    <T> T get(Field<T> field) {
        T value = find(field);
        if (value == null) {
            throw new IllegalStateException("'%s' has no value".formatted(path(field)));
        }
        return value;
    }

    /// A section below, empty when it is not there.
    Values section(Field<Values> field) {
        Values below = find(field);
        return below == null ? new Values(path(field), line) : below;
    }

    /// A list below, empty when it is not there.
    <T> List<T> list(Field<List<T>> field) {
        List<T> below = find(field);
        return below == null ? List.of() : below;
    }
}
