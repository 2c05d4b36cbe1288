package dev.scorebus.tracking.deadletter;

import dev.scorebus.tracking.edge.Refusal;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets one at a time decide about the messages of an action. The fold adds steps under the same lock, so whoever comes second
/// sees what the first did.
@Component
class LedgerLock {
    private final DeadLetterTable table;
    private final TransactionTemplate transaction;

    LedgerLock(DeadLetterTable table, TransactionTemplate transaction) {
        this.table = table;
        this.transaction = transaction;
    }

    /// Decides in one transaction of the database.
    <T> T hold(String action, Supplier<T> decision) {
        return Objects.requireNonNull(
                transaction.execute(
                        _ -> {
                            if (!table.lock(action)) {
                                throw Refusal.notFound(
                                        "unknown-action",
                                        "Nothing is known of this action",
                                        "Action '%s' has accounted for nothing; GET /api/frontiers lists those that have"
                                                .formatted(action));
                            }
                            return decision.get();
                        }));
    }
}
