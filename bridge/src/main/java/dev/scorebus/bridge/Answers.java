package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a program answers, and holds it to the protocol.
final class Answers {
    private static final String NOT_WRITABLE = "dev.scorebus.bridge.NotWritable";

    private Answers() {}

    /// @param entries as in [PendingCall]
    static CallOutcome reply(ObjectNode frame, int entries) throws BrokenPromiseException {
        return entries == 0 ? result(frame) : entries(frame.get("replies"), entries);
    }

    /// What a program says that it failed with.
    static CallOutcome failed(ObjectNode frame) throws BrokenPromiseException {
        Entry.Failed error = error(frame.get("error"), "failed");
        return new CallOutcome.Failed(
                CallFault.PROGRAM, error.errorClass(), error.message(), error.retryable());
    }

    static CallOutcome result(ObjectNode frame) throws BrokenPromiseException {
        JsonNode result = frame.get("result");
        if (result == null) {
            throw new BrokenPromiseException("the reply to a call with input has no \"result\"");
        }
        if (!isWritable(result)) {
            return new CallOutcome.Failed(
                    CallFault.PROGRAM, NOT_WRITABLE, notWritable("the result"), false);
        }
        return new CallOutcome.Result(BridgeJson.MAPPER.writeValueAsString(result));
    }

    private static CallOutcome entries(@Nullable JsonNode replies, int expected)
            throws BrokenPromiseException {
        if (replies == null || !replies.isArray()) {
            throw new BrokenPromiseException(
                    "the reply to a call with messages has no \"replies\"");
        }
        if (replies.size() != expected) {
            throw new BrokenPromiseException(
                    "%d entries for %d messages".formatted(replies.size(), expected));
        }
        List<Entry> entries = new ArrayList<>(expected);
        for (JsonNode each : replies) {
            entries.add(entry(each, "entry " + entries.size()));
        }
        return new CallOutcome.Answered(entries);
    }

    static Entry entry(JsonNode entry, String where) throws BrokenPromiseException {
        JsonNode value = entry.get("value");
        JsonNode error = entry.get("error");
        if (error != null && !error.isNull()) {
            if (value != null && !value.isNull()) {
                throw new BrokenPromiseException(where + " has both a value and an error");
            }
            return error(error, where);
        }
        if (value == null || value.isNull()) {
            throw new BrokenPromiseException(where + " has neither a value nor an error");
        }
        if (!isWritable(value)) {
            return new Entry.Failed(NOT_WRITABLE, notWritable("the value"), false);
        }
        return new Entry.Value(value, explanation(entry.get("explanation"), where));
    }

    private static Entry.Failed error(@Nullable JsonNode error, String where)
            throws BrokenPromiseException {
        if (error == null || !error.path("class").isString() || !error.path("message").isString()) {
            throw new BrokenPromiseException(
                    where + " has an error without \"class\" or without \"message\"");
        }
        return new Entry.Failed(
                Texts.whole(error.path("class").stringValue()),
                Texts.whole(error.path("message").stringValue()),
                error.path("retryable").asBoolean(false));
    }

    private static @Nullable Explanation explanation(@Nullable JsonNode explanation, String where)
            throws BrokenPromiseException {
        if (explanation == null || explanation.isNull()) {
            return null;
        }
        JsonNode base = explanation.path("base");
        JsonNode contributions = explanation.path("contributions");
        if (!isFinite(base) || !contributions.isObject()) {
            throw new BrokenPromiseException(
                    where + " has an explanation without \"base\" or \"contributions\"");
        }
        Map<String, Double> each = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> one : contributions.properties()) {
            if (!isFinite(one.getValue())) {
                throw new BrokenPromiseException(
                        where + " has an explanation with a contribution that is no number");
            }
            each.put(Texts.whole(one.getKey()), one.getValue().doubleValue());
        }
        return new Explanation(base.doubleValue(), each);
    }

    private static boolean isFinite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.asDouble(Double.NaN));
    }

    private static String notWritable(String what) {
        return what
                + " holds half a surrogate pair, or a number beyond 1.8e308: it cannot be written as JSON";
    }

    /// Whether a value that could be read can be written again: JSON allows to read halves of surrogate pairs and numbers
    /// that no double holds.
    private static boolean isWritable(JsonNode value) {
        if (value.isString()) {
            return Texts.isWhole(value.stringValue());
        }
        if (value.isFloatingPointNumber()) {
            return isFinite(value);
        }
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (!Texts.isWhole(each.getKey()) || !isWritable(each.getValue())) {
                return false;
            }
        }
        if (value.isArray()) {
            for (JsonNode each : value) {
                if (!isWritable(each)) {
                    return false;
                }
            }
        }
        return true;
    }
}
