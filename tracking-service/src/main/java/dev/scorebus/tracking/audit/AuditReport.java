package dev.scorebus.tracking.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.tracking.loss.Loss;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an audit found.
///
/// @param holds whether all statements hold and there is no other problem
/// @param problems what is wrong beyond the frontiers: tracking events that could not be read, partitions without accounts
/// @param losses what was lost and nobody has acknowledged, the oldest first, a hundred at most
/// @param records how many messages are accounted for
record AuditReport(
        boolean holds,
        List<String> problems,
        List<Loss> losses,
        List<FrontierReport> frontiers,
        long records,
        Duration took) {

    /// The statements about one consumer group in one partition.
    ///
    /// @param from where accounting began
    /// @param frontier everything in `[from, frontier)` is accounted for
    /// @param committed what the group had committed when it was asked
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FrontierReport(
            String group,
            String action,
            String topic,
            UUID topicId,
            int partition,
            long from,
            long frontier,
            @Nullable Long committed,
            long spans,
            long records,
            boolean holds,
            List<Statement> statements) {}

    /// One of the six statements.
    ///
    /// @param says what it claims
    /// @param detail what was found; a statement that could not be checked says so and why
    record Statement(int number, String says, boolean holds, String detail) {
        static Statement tiles(boolean holds, String detail) {
            return new Statement(
                    1,
                    "spans follow each other from the origin to the frontier without hole or overlap",
                    holds,
                    detail);
        }

        static Statement exceptionsInside(boolean holds, String detail) {
            return new Statement(2, "every exception lies in a span", holds, detail);
        }

        static Statement oneDisposition(boolean holds, String detail) {
            return new Statement(
                    3, "every message has exactly one live disposition", holds, detail);
        }

        static Statement caughtUp(boolean holds, String detail) {
            return new Statement(
                    4, "the frontier is what the consumer group has committed", holds, detail);
        }

        static Statement recounted(boolean holds, String detail) {
            return new Statement(
                    5,
                    "spans hold as many records as a read_committed reader counts",
                    holds,
                    detail);
        }

        static Statement noted(boolean holds, String detail) {
            return new Statement(6, "nothing was lost that nobody has acknowledged", holds, detail);
        }
    }

    /// How much is read again for the fifth statement.
    enum Recount {
        NONE,
        SAMPLE,
        FULL
    }
}
