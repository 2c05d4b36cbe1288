package dev.scorebus.bridge.check;

import dev.scorebus.bridge.frame.BridgeJson;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The message that a program is asked with, and what it answers to it.
///
/// Answers are compared only with a program that answers the same message twice alike.
final class Sample {
    private final String command;
    private final String message;
    private final JsonNode read;
    private @Nullable JsonNode answer;
    private boolean steady;

    /// @param message its data, as JSON text
    Sample(String command, String message) {
        this.command = command;
        this.message = message;
        this.read = BridgeJson.MAPPER.readTree(message);
    }

    String command() {
        return command;
    }

    String message() {
        return message;
    }

    /// The message with one more field, or alone in an object when it is none.
    String with(String field, String value) {
        ObjectNode object =
                read instanceof ObjectNode fields
                        ? fields.deepCopy()
                        : BridgeJson.MAPPER.createObjectNode();
        return object.put(field, value).toString();
    }

    /// Messages that differ in their numbers, so that their order shows in the answers.
    List<String> many(int count) {
        return IntStream.range(0, count).mapToObj(this::withLarger).toList();
    }

    private String withLarger(int by) {
        if (read.isNumber()) {
            return larger(read, by).toString();
        }
        if (!(read instanceof ObjectNode fields)) {
            return message;
        }
        ObjectNode larger = fields.deepCopy();
        fields.forEachEntry(
                (name, value) -> {
                    if (value.isNumber()) {
                        larger.set(name, larger(value, by));
                    }
                });
        return larger.toString();
    }

    private static JsonNode larger(JsonNode number, int by) {
        return number.canConvertToInt()
                ? BridgeJson.MAPPER.getNodeFactory().numberNode(number.asLong() + by)
                : BridgeJson.MAPPER.getNodeFactory().numberNode(number.asDouble() + by);
    }

    /// Asks twice with the message alone; the first time only.
    void learn(Talk talk) throws BrokenRuleException, InterruptedException {
        if (answer == null) {
            JsonNode first = ask(talk);
            steady = isSame(first, ask(talk));
            answer = first;
        }
    }

    private JsonNode ask(Talk talk) throws BrokenRuleException, InterruptedException {
        return Entries.of(talk.ask(talk.call(command, List.of(message))), 1).getFirst();
    }

    /// Requires that an entry is what the message alone was answered with.
    void requireSame(Talk talk, JsonNode entry, String where)
            throws BrokenRuleException, InterruptedException {
        learn(talk);
        JsonNode alone = answer;
        if (alone != null) {
            requireSame(alone, entry, where + " is not what the message alone is answered with");
        }
    }

    /// Requires that two entries are the same answer.
    ///
    /// @param otherwise what it is when they are not
    void requireSame(JsonNode right, JsonNode entry, String otherwise) throws BrokenRuleException {
        if (steady && !isSame(right, entry)) {
            throw new BrokenRuleException(otherwise + ": " + right, entry);
        }
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return one.path("value").equals(other.path("value"))
                && one.path("explanation").equals(other.path("explanation"))
                && one.path("error").path("class").equals(other.path("error").path("class"));
    }
}
