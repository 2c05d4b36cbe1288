package dev.scorebus.sdk;

import tools.jackson.databind.JsonNode;

/// A command that is given one value.
@FunctionalInterface
public interface Command {
    /// Answers it.
    ///
    /// @param progress may be told how far it is
    /// @return anything that Jackson writes as JSON, but null
    Object answer(JsonNode input, Progress progress) throws Exception;

    /// Is told how far a command is.
    interface Progress {
        /// So far it is, 0 to 1.
        ///
        /// @param message what it is at; may be empty
        void reached(double done, String message);
    }
}
