package dev.scorebus.bridge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// What a program is asked.
public sealed interface Call {
    /// Which of its commands.
    String command();

    /// How long an answer is of use.
    Duration deadline();

    /// A command that works on messages; it is answered with one [Entry] per message, in their order.
    ///
    /// @param explain whether an explanation is wanted
    record Messages(
            String command, List<BridgeMessage> messages, boolean explain, Duration deadline)
            implements Call {
        public Messages {
            messages = List.copyOf(messages);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("A call has at least one message");
            }
        }
    }

    /// Every other command.
    ///
    /// @param inputJson one JSON value
    record Request(String command, String inputJson, Duration deadline) implements Call {
        public Request {
            byte[] bytes = inputJson.getBytes(StandardCharsets.UTF_8);
            if (JsonBytes.value(bytes, 0, bytes.length) == null) {
                throw new IllegalArgumentException("The input of a request is one JSON value");
            }
        }
    }
}
