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
        /// It cannot be scored, and must be a dead letter, once.
        DEAD
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
