package dev.scorebus.score.program;

import dev.scorebus.action.Action.Explain;
import java.util.List;

/// Messages that are scored together.
///
/// @param messages the data of each, at least one
/// @param explain how much of the explanation is wanted
/// @param unknown what becomes of fields that the model does not read
/// @param deadline until when an answer is of use
/// @param stages who is told how long the stages took
public record Batch(
        List<Message> messages,
        Explain explain,
        UnknownFields unknown,
        Deadline deadline,
        Stages stages) {
    /// Messages of a stream: what the model does not read is ignored.
    public Batch(List<Message> messages, Explain explain, Deadline deadline, Stages stages) {
        this(messages, explain, UnknownFields.IGNORE, deadline, stages);
    }

    /// The messages from `from` (inclusive) to `to` (exclusive) with a deadline of their own.
    Batch part(int from, int to) {
        return new Batch(messages.subList(from, to), explain, unknown, deadline.renewed(), stages);
    }
}
