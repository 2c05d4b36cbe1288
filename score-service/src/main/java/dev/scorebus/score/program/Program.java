package dev.scorebus.score.program;

import dev.scorebus.ledger.FailureKind;
import java.util.List;

/// Science code with a model, open and ready to score.
///
/// What Scorebus promises, per instance:
/// 1. `score` is never called by two threads at once;
/// 2. `close` is called exactly once, and nothing is called after it;
/// 3. the messages of a batch belong to one model version.
///
/// What the program promises:
/// 1. the reply has one entry per message, in their order;
/// 2. what is wrong with one message is that message's [Reply.Failed], and no other's;
/// 3. it looks at the deadline often, and gives [dev.scorebus.ledger.FailureKind#TIMEOUT] to what it has no time for.
///
/// A program that breaks a promise by throwing is cut in halves by [BisectLoop], so that only the message that makes it
/// throw fails.
public interface Program extends AutoCloseable {
    /// Scores the messages of a batch, in order.
    List<Reply> score(Batch batch);

    /// Answers a request of a command that is given one value and not messages.
    ///
    /// @param input one JSON value
    default Requested request(String input, Deadline deadline) {
        return new Requested.Failed(
                FailureKind.SCHEMA,
                "dev.scorebus.score.NoRequests",
                "this program scores messages and takes no other requests");
    }

    @Override
    void close();
}
