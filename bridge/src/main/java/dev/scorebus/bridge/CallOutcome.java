package dev.scorebus.bridge;

import java.util.List;

/// What became of a call.
public sealed interface CallOutcome {
    /// One entry per message, in their order.
    record Answered(List<Entry> entries) implements CallOutcome {
        public Answered {
            entries = List.copyOf(entries);
        }
    }

    /// What the program answered to a request.
    ///
    /// @param json one JSON value
    record Result(String json) implements CallOutcome {}

    /// There is no answer.
    ///
    /// @param errorClass what the program called its error ([CallFault#PROGRAM]), else `dev.scorebus.bridge.` and the fault
    /// @param detail what happened, for the owner of the action
    /// @param retryable whether another attempt may help: what the program said ([CallFault#PROGRAM]), else true
    record Failed(CallFault fault, String errorClass, String detail, boolean retryable)
            implements CallOutcome {}
}
