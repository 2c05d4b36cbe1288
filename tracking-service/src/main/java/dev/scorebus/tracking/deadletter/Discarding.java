package dev.scorebus.tracking.deadletter;

import java.time.InstantSource;
import org.springframework.stereotype.Component;

/// Gives dead letters up, under the lock of the ledger: what is no longer dead is left alone.
@Component
class Discarding {
    private static final Words WORDS = new Words("discard", "This cannot be discarded");

    private final DeadLetterTable table;
    private final LedgerLock lock;
    private final InstantSource clock;

    Discarding(DeadLetterTable table, LedgerLock lock, InstantSource clock) {
        this.table = table;
        this.lock = lock;
        this.clock = clock;
    }

    Discard.Done discard(Discard discard) {
        String action = WORDS.required("action", discard.action());
        Note note =
                new Note(
                        WORDS.required("reason", discard.reason()),
                        WORDS.optional("who", discard.who()),
                        clock.instant());
        Choice choice = Choice.of(WORDS, discard.messages(), discard.filter());
        return lock.hold(
                action,
                () -> {
                    if (choice instanceof Choice.Named) {
                        Ambiguity.refuse(table.dead(action, choice));
                    }
                    return new Discard.Done(table.discard(action, choice, note));
                });
    }
}
