package dev.scorebus.action;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import dev.cel.common.values.SelectableValue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A map whose entries are made when an expression touches them. It is a [CelValue] because the runtime copies a plain map, with
/// all that is in it, each time an expression names it.
final class CelMap extends CelValue implements SelectableValue<String>, Map<String, Object> {
    private static final CelType TYPE = MapType.create(SimpleType.STRING, SimpleType.DYN);

    @SuppressWarnings("Immutable") // nobody writes to it while an expression reads it
    private final CelFields fields;

    CelMap(CelFields fields) {
        this.fields = fields;
    }

    @Override
    public Object select(String name) {
        Object value = fields.field(name);
        if (value == null) {
            throw CelAttributeNotFoundException.of(fields.missing(name));
        }
        return value;
    }

    @Override
    public Optional<Object> find(String name) {
        return Optional.ofNullable(fields.field(name));
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        return name instanceof String text ? fields.field(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return fields.names().size();
    }

    @Override
    public boolean isEmpty() {
        return fields.names().isEmpty();
    }

    @Override
    public Set<String> keySet() {
        return new LinkedHashSet<>(fields.names());
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        Set<Map.Entry<String, Object>> entries = new LinkedHashSet<>();
        for (String name : fields.names()) {
            entries.add(Map.entry(name, select(name)));
        }
        return entries;
    }

    @Override
    public Collection<Object> values() {
        return fields.names().stream().map(this::select).toList();
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return value != null && values().contains(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Map<?, ?> that && entrySet().equals(that.entrySet());
    }

    @Override
    public int hashCode() {
        return entrySet().hashCode();
    }

    @Override
    public Object value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return isEmpty();
    }

    @Override
    public CelType celType() {
        return TYPE;
    }

    @Override
    public Object put(String name, Object value) {
        throw new UnsupportedOperationException("An expression changes nothing");
    }

    @Override
    public Object remove(Object name) {
        throw new UnsupportedOperationException("An expression changes nothing");
    }

    @Override
    public void putAll(Map<? extends String, ?> entries) {
        throw new UnsupportedOperationException("An expression changes nothing");
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("An expression changes nothing");
    }
}
