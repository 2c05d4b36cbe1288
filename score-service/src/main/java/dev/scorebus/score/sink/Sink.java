package dev.scorebus.score.sink;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the scores of one action to one of its outputs. Topics are no sink: their records are part of the Kafka transaction that
/// commits the messages, and that transaction is what everything else is measured by.
///
/// What Scorebus promises, per instance:
/// 1. it belongs to one output of one action, and is never called by two threads at once;
/// 2. `resume` comes before the first `write` that speaks of a partition, and again after every failure, with what is committed;
/// 3. `write` comes before the transaction that commits the messages, and `committed` right after it. When the transaction fails,
///    `resume` comes instead;
/// 4. what is not committed comes again: the same messages, perhaps in other shipments, perhaps with other scores, perhaps without
///    one, because another attempt at them ended otherwise;
/// 5. a message that it refused is committed as a dead letter;
/// 6. `close` is called exactly once, and nothing is called after it.
///
/// What the sink promises:
/// 1. when `write` returns, what it took survives a crash of anything;
/// 2. a message is known by the action, its topic id, its partition and its offset ([Delivery#identity]): written again it takes its
///    own place, and never a second one; an older message never takes the place of a newer one;
/// 3. what is wrong with one message is a [Refusal] of that message, and of no other;
/// 4. [SinkUnavailableException] means that it cannot take anything now: nothing is committed, no attempt is used, and the same
///    messages come again until it can;
/// 5. it answers within two minutes, for an instance that is silent longer loses its partitions.
public interface Sink extends AutoCloseable {
    /// A partition is read from here on.
    ///
    /// @param position the offset that is committed
    /// @param by the instance that committed it with what it shipped; absent when it is not known, or left in order
    default void resume(Source source, long position, @Nullable String by) {}

    /// Takes the scores of a shipment.
    ///
    /// @return the messages that it does not take
    /// @throws SinkUnavailableException when it cannot take anything now
    List<Refusal> write(Shipment shipment);

    /// What was written last is committed. What cannot be done about it now is done at the next call.
    default void committed() {}

    @Override
    void close();
}
