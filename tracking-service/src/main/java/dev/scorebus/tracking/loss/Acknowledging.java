package dev.scorebus.tracking.loss;

import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.edge.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes note of losses. What was noted stays as it was noted first; nothing undoes it.
@Component
class Acknowledging {
    private static final int MOST = 1_000;

    private final LossTable table;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Acknowledging(LossTable table, TransactionTemplate transaction, InstantSource clock) {
        this.table = table;
        this.transaction = transaction;
        this.clock = clock;
    }

    Acknowledgement.Done acknowledge(Acknowledgement asked) {
        String action = asked.action();
        if (action == null || action.isBlank()) {
            throw refusal("'action' says whose losses; GET /api/losses lists them");
        }
        Signature signature = Signature.of(asked.who(), asked.reason());
        Instant at = clock.instant();
        List<Acknowledgement.@Nullable Place> losses = asked.losses();
        boolean all = Boolean.TRUE.equals(asked.all());
        if (all == (losses != null)) {
            throw refusal(
                    "Either 'losses' names some, or \"all\": true takes all of the action; got "
                            + (all ? "both" : "neither"));
        }
        if (losses == null) {
            return new Acknowledgement.Done(table.acknowledgeAll(action, signature, at));
        }
        if (losses.isEmpty() || losses.size() > MOST) {
            throw refusal("'losses' names 1 to %d, got %d".formatted(MOST, losses.size()));
        }
        return Objects.requireNonNull(
                transaction.execute(
                        _ ->
                                new Acknowledgement.Done(
                                        losses.stream()
                                                .mapToInt(
                                                        place -> one(action, place, signature, at))
                                                .sum())));
    }

    private int one(
            String action, Acknowledgement.@Nullable Place place, Signature signature, Instant at) {
        if (place == null
                || place.topic() == null
                || place.partition() == null
                || place.lo() == null) {
            throw refusal("Each of 'losses' has a 'topic', a 'partition' and a 'lo'");
        }
        if (!table.exists(action, place)) {
            throw Refusal.notFound(
                    "no-loss",
                    "Nothing was lost there",
                    "Action '%s' has lost nothing that begins at offset %d of %s-%d; GET /api/losses lists what it has. Nothing was acknowledged"
                            .formatted(action, place.lo(), place.topic(), place.partition()));
        }
        return table.acknowledge(action, place, signature, at);
    }

    private static Refusal refusal(String detail) {
        return Refusal.badRequest("acknowledgement", "This cannot be acknowledged", detail);
    }
}
