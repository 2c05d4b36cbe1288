package dev.scorebus.score.program;

import dev.scorebus.action.Action.Explain;
import java.util.List;

/// Messages that are scored together.
///
/// @param messages the data of each, at least one
/// @param explain how much of the explanation is wanted
/// @param deadline until when an answer is of use
/// @param stages who is told how long the stages took
public record Batch(List<Message> messages, Explain explain, Deadline deadline, Stages stages) {
    /// The messages from `from` (inclusive) to `to` (exclusive) with a deadline of their own.
    Batch part(int from, int to) {
        return new Batch(messages.subList(from, to), explain, deadline.renewed(), stages);
    }
}
