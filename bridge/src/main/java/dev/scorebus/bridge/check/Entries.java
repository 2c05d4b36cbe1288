package dev.scorebus.bridge.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads answers as strictly as the page is written; the runner itself forgives more.
final class Entries {
    private static final int LONGEST_CLASS = 200;
    private static final int LONGEST_MESSAGE = 2_000;

    private Entries() {}

    /// The entries of a reply, one for each message.
    static List<JsonNode> of(ObjectNode answer, int messages) throws BrokenRuleException {
        if (isFailed(answer)) {
            throw new BrokenRuleException("the call failed as a whole", answer);
        }
        JsonNode replies = answer.path("replies");
        if (!replies.isArray()) {
            throw new BrokenRuleException("the reply has no array \"replies\"", answer);
        }
        if (replies.size() != messages) {
            throw new BrokenRuleException(
                    "%d entries for %d messages".formatted(replies.size(), messages), answer);
        }
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode entry : replies) {
            requireEntry(entry, "entry %d".formatted(entries.size()));
            entries.add(entry);
        }
        return entries;
    }

    static boolean isFailed(ObjectNode answer) {
        return answer.path("type").asString("").equals("failed");
    }

    static void requireError(JsonNode error, String where) throws BrokenRuleException {
        requireText(error.path("class"), LONGEST_CLASS, "the class of the error of " + where);
        requireText(error.path("message"), LONGEST_MESSAGE, "the message of the error of " + where);
        JsonNode retryable = error.path("retryable");
        if (!retryable.isMissingNode() && !retryable.isBoolean()) {
            throw new BrokenRuleException(
                    "\"retryable\" of the error of %s is neither true nor false".formatted(where),
                    error);
        }
    }

    private static void requireText(JsonNode text, int longest, String what)
            throws BrokenRuleException {
        if (!text.isString()) {
            throw new BrokenRuleException(what + " is no text", text);
        }
        int length = text.stringValue().length();
        if (length > longest) {
            throw new BrokenRuleException(
                    "%s has %d characters, of %d at most".formatted(what, length, longest), text);
        }
    }

    private static void requireEntry(JsonNode entry, String where) throws BrokenRuleException {
        if (entry.has("value") == entry.has("error")) {
            throw new BrokenRuleException(
                    "%s has %s"
                            .formatted(
                                    where,
                                    entry.has("value")
                                            ? "both a value and an error"
                                            : "neither a value nor an error"),
                    entry);
        }
        if (entry.has("error")) {
            requireError(entry.path("error"), where);
            return;
        }
        if (entry.path("value").isNull()) {
            throw new BrokenRuleException("the value of %s is null".formatted(where), entry);
        }
        if (entry.has("explanation")) {
            requireExplanation(entry.path("explanation"), where);
        }
    }

    private static void requireExplanation(JsonNode explanation, String where)
            throws BrokenRuleException {
        JsonNode contributions = explanation.path("contributions");
        if (!explanation.path("base").isNumber() || !contributions.isObject()) {
            throw new BrokenRuleException(
                    "the explanation of %s has no number \"base\" or no object \"contributions\""
                            .formatted(where),
                    explanation);
        }
        for (Map.Entry<String, JsonNode> each : contributions.properties()) {
            if (!each.getValue().isNumber()) {
                throw new BrokenRuleException(
                        "the contribution %s of %s is no number".formatted(each.getKey(), where),
                        explanation);
            }
        }
    }
}
