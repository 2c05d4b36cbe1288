package dev.scorebus.tracking.loss;

import dev.scorebus.tracking.edge.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What others ask about losses, and say of them.
@Component
public class Losses {
    private static final int SHOWN = 100;

    private final LossTable table;

    Losses(LossTable table) {
        this.table = table;
    }

    /// How much each frontier has lost, by its number; those that have lost nothing are absent.
    public Map<Integer, LossTally> byFrontier(@Nullable String action) {
        return table.byFrontier(action);
    }

    /// Takes note of a loss that was just written.
    public void note(
            String group, UUID topicId, int partition, long lo, Signature signature, Instant at) {
        table.note(group, topicId, partition, lo, signature, at);
    }

    /// The oldest losses that nobody has taken note of, a hundred at most.
    public List<Loss> open(@Nullable String action) {
        return table.list(action, false, SHOWN);
    }
}
