package dev.scorebus.tracking.edge;

import org.jspecify.annotations.Nullable;

/// Who answers for a decision about the ledger, and why; it stays in the ledger beside what was decided.
public record Signature(String who, String reason) {
    private static final int LONGEST = 1_000;

    /// Takes both from a request.
    ///
    /// @throws Refusal when one is missing, empty or too long
    public static Signature of(@Nullable String who, @Nullable String reason) {
        return new Signature(stated("who", who), stated("reason", reason));
    }

    /// PostgreSQL's text cannot hold the character U+0000, which a JSON string can.
    private static String stated(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST) {
            throw Refusal.badRequest(
                    "unsigned",
                    "Who decides this, and why?",
                    "'%s' has 1 to %d characters, got %s"
                            .formatted(
                                    field,
                                    LONGEST,
                                    value == null ? "none" : Integer.toString(value.length())));
        }
        return value.replace('\u0000', '\uFFFD');
    }
}
