package dev.scorebus.benchmarks.nemesis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What was sent and reached the broker, and what must become of it. It may be written and read by several threads.
public final class Ledger {
    private final Map<String, Fate> sent = new ConcurrentHashMap<>();

    /// What must become of a message.
    public enum Fate {
        /// It can be scored, and must be, once.
        SCORED,
        /// It cannot be scored for a while; it must be tried again, and be scored once.
        HEALED,
        /// It can never be scored, and must be a dead letter at once, once.
        DEAD,
        /// The program fails on it each time; it must be tried six times and be a dead letter, once.
        WORN_OUT,
        /// It ends the process that scores it each time; it must be a dead letter after the sixth death, once.
        KILLS
    }

    void reached(String id, Fate fate) {
        if (sent.put(id, fate) != null) {
            throw new IllegalStateException("Message %s was sent twice".formatted(id));
        }
    }

    /// How many messages reached the broker.
    public int size() {
        return sent.size();
    }

    /// How many of them must become that.
    public int count(Fate fate) {
        return Math.toIntExact(sent.values().stream().filter(fate::equals).count());
    }

    /// What has reached the broker up to now.
    public Ledger copy() {
        Ledger copy = new Ledger();
        copy.sent.putAll(sent);
        return copy;
    }

    Map<String, Fate> entries() {
        return Map.copyOf(sent);
    }
}
