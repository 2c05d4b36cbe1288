package dev.scorebus.tracking.loss;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What the audit asks about losses.
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

    /// The oldest losses that nobody has taken note of, a hundred at most.
    public List<Loss> open(@Nullable String action) {
        return table.list(action, false, SHOWN);
    }
}
