package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The live steps that a batch needs: read from the database in one question, and kept up to date with what the batch adds.
/// Lives for one transaction, on locked frontiers.
final class LiveStepCache {
    private final ExceptionTable table;
    private final Set<Message> known = new HashSet<>();
    private final Map<Message, LastStep> steps = new HashMap<>();

    LiveStepCache(ExceptionTable table) {
        this.table = table;
    }

    /// A message of a frontier.
    record Message(int frontierId, long offset) {}

    /// The messages that an event amends; none for an event that amends nothing.
    static List<Message> amendedBy(int frontierId, TrackingEvent event) {
        return switch (event) {
            case TrackingEvent.Amended amended ->
                    amended.entries().stream()
                            .map(entry -> new Message(frontierId, entry.offset()))
                            .toList();
            case TrackingEvent.Origin _, TrackingEvent.Span _, TrackingEvent.Lost _ -> List.of();
        };
    }

    /// Reads those of the messages that are not known yet.
    void read(Collection<Message> messages) {
        Set<Message> missing = new HashSet<>(messages);
        missing.removeAll(known);
        if (!missing.isEmpty()) {
            steps.putAll(table.live(missing));
            known.addAll(missing);
        }
    }

    /// The live steps of a frontier, of messages that were read or added.
    LiveSteps of(int frontierId) {
        return offset -> steps.get(new Message(frontierId, offset));
    }

    /// What the batch adds, in the order it was told.
    void add(int frontierId, List<ExceptionEntry> entries) {
        for (ExceptionEntry entry : entries) {
            Message message = new Message(frontierId, entry.offset());
            known.add(message);
            steps.put(message, LastStep.of(entry));
        }
    }
}
