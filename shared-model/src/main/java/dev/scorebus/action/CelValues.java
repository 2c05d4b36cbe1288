package dev.scorebus.action;

import dev.cel.common.values.NullValue;
import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Values as CEL knows them: 64-bit integers, doubles, strings, booleans, its own null, lists and maps. Objects and arrays are
/// converted entry by entry as they are touched.
final class CelValues {
    private CelValues() {}

    /// A JSON value: a number without fraction and exponent that fits 64 bits is an integer, any other a double.
    static Object ofJson(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> new CelMap(new JsonObject((ObjectNode) node));
            case ARRAY -> new JsonArray((ArrayNode) node);
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                    node.isIntegralNumber() && node.canConvertToLong()
                            ? (Object) node.longValue()
                            : (Object) node.doubleValue();
            case NULL, MISSING -> NullValue.NULL_VALUE;
            case BINARY, POJO ->
                    throw new IllegalStateException("Parsed JSON has no " + node.getNodeType());
        };
    }

    /// A value of a row.
    static Object ofJava(@Nullable Object value) {
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Float number -> number.doubleValue();
            default -> value;
        };
    }

    /// The opposite of [#ofJava].
    static @Nullable Object toJava(Object value) {
        return value == NullValue.NULL_VALUE ? null : value;
    }

    /// What a value is, for a message that must not show it.
    static String kind(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> text.isBlank() ? "an empty text" : "a text";
            case Boolean _ -> "true or false";
            case Number _ -> "a number";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "an object";
            default -> "a " + value.getClass().getSimpleName();
        };
    }

    private static final class JsonObject implements CelFields {
        private final ObjectNode node;

        JsonObject(ObjectNode node) {
            this.node = node;
        }

        @Override
        public @Nullable Object field(String name) {
            JsonNode child = node.get(name);
            return child == null ? null : ofJson(child);
        }

        @Override
        public Collection<String> names() {
            return node.propertyNames();
        }
    }

    private static final class JsonArray extends AbstractList<Object> implements RandomAccess {
        private final ArrayNode node;

        JsonArray(ArrayNode node) {
            this.node = node;
        }

        @Override
        public Object get(int index) {
            return ofJson(node.required(index));
        }

        @Override
        public int size() {
            return node.size();
        }
    }
}
