package dev.scorebus.score.stream;

import java.time.Instant;
import java.util.UUID;

/// Someone's order to go on behind a place where a partition is halted. It holds for that place alone: once it was carried out, the
/// group stands elsewhere.
///
/// @param from the committed offset at which the partition is halted
/// @param to where reading goes on
/// @param reason why the messages between are given up
/// @param who who says so
record Skip(
        String action,
        String topic,
        UUID topicId,
        int partition,
        long from,
        long to,
        String reason,
        String who,
        Instant at) {
    /// Orders of one partition replace each other.
    String key() {
        return key(action, topicId, partition);
    }

    static String key(String action, UUID topicId, int partition) {
        return action + "/" + topicId + "/" + partition;
    }

    /// What the ledger is told.
    String told() {
        return "skipped by %s: %s".formatted(who, reason);
    }
}
