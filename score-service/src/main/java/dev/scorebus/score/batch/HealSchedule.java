package dev.scorebus.score.batch;

import dev.scorebus.action.Action.Heal;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.DeadLetterFilter;
import dev.scorebus.score.action.ActionBook;
import dev.scorebus.score.action.Listed;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Asks for the heal runs that actions have on a schedule. Every instance asks; the gate queues one run for each time of the
/// schedule, and none while the one before it goes on. A time at which nothing is dead has no run. For one thread.
@Component
class HealSchedule {
    private final ActionBook book;
    private final GateClient gate;
    private final LedgerClient ledger;
    private final InstantSource clock;
    private final Map<String, Instant> asked = new HashMap<>();

    HealSchedule(ActionBook book, GateClient gate, LedgerClient ledger, InstantSource clock) {
        this.book = book;
        this.gate = gate;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// Asks for what is due and was not asked for.
    ///
    /// @throws IOException when a service does not answer as it should; what is due stays due
    void ask() throws IOException {
        Map<String, Listed> all = book.all();
        asked.keySet().retainAll(all.keySet());
        for (Listed listed : all.values()) {
            switch (listed) {
                case Listed.Broken _ -> {}
                case Listed.Sound sound -> {
                    Heal heal = sound.action().heal();
                    if (heal != null && sound.paused() == null) {
                        ask(sound.name(), heal);
                    }
                }
            }
        }
    }

    private void ask(String action, Heal heal) throws IOException {
        Instant due = due(heal, clock.instant());
        if (due.equals(asked.get(action))) {
            return;
        }
        DeadLetterFilter filter = new DeadLetterFilter(null, null, null, null, heal.maxDeaths());
        if (ledger.hasDead(action, heal.maxDeaths())) {
            gate.submit(new BatchRequest(action, Source.of(filter), null, null, "schedule", due));
        }
        asked.put(action, due);
    }

    /// The newest time of the schedule that has come.
    private static Instant due(Heal heal, Instant now) {
        long every = heal.every().toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), every) * every);
    }
}
