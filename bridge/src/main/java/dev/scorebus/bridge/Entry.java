package dev.scorebus.bridge;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What became of one message.
public sealed interface Entry {
    /// The program's answer.
    ///
    /// @param value anything but null
    record Value(JsonNode value, @Nullable Explanation explanation) implements Entry {}

    /// The program has none.
    ///
    /// @param errorClass at most 200 characters
    /// @param message at most 2,000 characters
    /// @param retryable whether another attempt may help
    record Failed(String errorClass, String message, boolean retryable) implements Entry {
        private static final int LONGEST_CLASS = 200;
        private static final int LONGEST_MESSAGE = 2_000;

        public Failed {
            errorClass = Texts.cut(errorClass, LONGEST_CLASS);
            message = Texts.cut(message, LONGEST_MESSAGE);
        }
    }
}
