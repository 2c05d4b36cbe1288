package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// With ordering `key`: who waits in the retry topic, in a line for each key. While a message waits, later ones of its key follow it
/// there without an attempt, and of a line only the first is given to the program. A message of a partition waits in the
/// partition of the retry topic with the same number, so whoever has one and reads the other knows its lines.
///
/// Kept are offsets, and hashes of keys; two keys with the same hash wait for each other, and neither loses its order. What is in
/// a later life, or has no key, stands in no line.
final class KeyLines {
    private final Action action;
    private final Map<Integer, Lines> partitions = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();

    KeyLines(Action action) {
        this.action = action;
    }

    /// Names a line: the messages of one key of one partition.
    record Line(int partition, UUID topicId, long key) {}

    /// A message that waits in its line, or does no more.
    private record Change(Line line, long offset, boolean waits) {}

    /// The lines of one partition.
    private static final class Lines {
        private static final NavigableSet<Long> NOBODY = Collections.emptyNavigableSet();
        private final Map<Line, NavigableSet<Long>> offsets = new HashMap<>();
        private int size;

        NavigableSet<Long> of(Line line) {
            return offsets.getOrDefault(line, NOBODY);
        }

        void apply(Change change) {
            if (change.waits()) {
                NavigableSet<Long> line =
                        offsets.computeIfAbsent(change.line(), _ -> new TreeSet<>());
                size += line.add(change.offset()) ? 1 : 0;
                return;
            }
            NavigableSet<Long> line = of(change.line());
            size -= line.contains(change.offset()) && line.remove(change.offset()) ? 1 : 0;
            if (line.isEmpty()) {
                offsets.remove(change.line());
            }
        }
    }

    /// Whether the action keeps the order of keys.
    boolean kept() {
        return action.retry().ordering() == Ordering.KEY;
    }

    /// The line that a message belongs to; absent when it may go ahead of all others.
    ///
    /// @param partition where it was read from now
    @Nullable Line line(byte @Nullable [] key, Attempt attempt, int partition) {
        return !kept()
                        || key == null
                        || attempt.replay() > 0
                        || attempt.message().partition() != partition
                        || attempt.topic().equals(Topics.retry(action.name()))
                ? null
                : new Line(partition, attempt.message().topicId(), hash(key));
    }

    private @Nullable Line line(Work work) {
        return line(work.message().key(), work.attempt(), work.from().partition());
    }

    /// FNV-1a.
    private static long hash(byte[] key) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : key) {
            hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /// Nobody is known to wait in a partition yet.
    void enter(int partition) {
        partitions.put(partition, new Lines());
    }

    /// A message waits.
    void enter(Line line, long offset) {
        lines(line.partition()).apply(new Change(line, offset, true));
    }

    /// Whether it is known who waits in a partition.
    boolean knows(int partition) {
        return partitions.containsKey(partition);
    }

    /// How many wait in a partition.
    int waiting(int partition) {
        return lines(partition).size;
    }

    /// It is not known any more who waits in a partition.
    void forget(int partition) {
        partitions.remove(partition);
    }

    private Lines lines(int partition) {
        Lines lines = partitions.get(partition);
        if (lines == null) {
            throw new IllegalStateException(
                    "Records came before it was known who waits in partition " + partition);
        }
        return lines;
    }

    /// The outcomes of a load. One that does not count, because it is not the message's turn, is [Outcome.Behind].
    List<Outcome> score(PollScoring scoring, List<Work> work) {
        return work.isEmpty() ? List.of() : inOrder(work, scoring.score(work, behind(work)));
    }

    /// Those messages of a load that are not to be given to the program: an earlier one of their key waits, and is not in the load
    /// itself, where it may succeed.
    ///
    /// @return by their indexes, the offset of the first that is ahead of them
    Map<Integer, Long> behind(List<Work> work) {
        if (!kept()) {
            return Map.of();
        }
        Map<Integer, Long> behind = new HashMap<>();
        Look look = new Look();
        for (int i = 0; i < work.size(); i++) {
            Line line = line(work.get(i));
            if (line != null) {
                long offset = work.get(i).message().offset();
                Long ahead = look.ahead(line, offset);
                if (ahead == null) {
                    look.note(line, offset, false);
                } else {
                    behind.put(i, ahead);
                }
            }
        }
        return behind;
    }

    /// Throws away what was made of messages before it was known that one ahead of them has failed: they wait behind it. What ends
    /// without a score ends where it stands.
    List<Outcome> inOrder(List<Work> work, List<Outcome> outcomes) {
        if (!kept()) {
            return outcomes;
        }
        List<Outcome> ordered = new ArrayList<>(outcomes);
        Look look = new Look();
        for (int i = 0; i < outcomes.size(); i++) {
            Line line = line(work.get(i));
            if (line == null) {
                continue;
            }
            Outcome outcome = outcomes.get(i);
            long offset = work.get(i).message().offset();
            Long ahead = look.ahead(line, offset);
            boolean waits =
                    switch (Route.of(outcome, work.get(i).attempt().number(), action.retry(), 0)) {
                        case Route.Retry _, Route.Follow _ -> true;
                        case Route.Emit _ -> ahead != null;
                        case Route.Drop _, Route.DeadLetter _ -> false;
                    };
            if (waits && ahead != null) {
                ordered.set(i, new Outcome.Behind(outcome.eventId(), ahead));
            }
            look.note(line, offset, waits);
        }
        return ordered;
    }

    /// How lines stand in the middle of a load.
    private final class Look {
        private final Map<Line, NavigableSet<Long>> come = new HashMap<>();
        private final Map<Line, Set<Long>> gone = new HashMap<>();

        /// The first that waits ahead of an offset, if one does.
        @Nullable Long ahead(Line line, long offset) {
            Set<Long> left = gone.getOrDefault(line, Set.of());
            for (long waits : lines(line.partition()).of(line)) {
                if (waits >= offset) {
                    break;
                }
                if (!left.contains(waits)) {
                    return waits;
                }
            }
            NavigableSet<Long> added = come.getOrDefault(line, Collections.emptyNavigableSet());
            return added.lower(offset) == null ? null : added.first();
        }

        void note(Line line, long offset, boolean waits) {
            if (waits) {
                come.computeIfAbsent(line, _ -> new TreeSet<>()).add(offset);
            } else {
                gone.computeIfAbsent(line, _ -> new HashSet<>()).add(offset);
            }
        }
    }

    /// A load begins to be settled.
    void begin() {
        changes.clear();
    }

    /// A message of the load goes its way.
    void went(Work work, Route route) {
        Line line = line(work);
        if (line != null) {
            boolean waits =
                    switch (route) {
                        case Route.Retry _, Route.Follow _ -> true;
                        case Route.Emit _, Route.Drop _, Route.DeadLetter _ -> false;
                    };
            changes.add(new Change(line, work.message().offset(), waits));
        }
    }

    /// The load is committed.
    void committed() {
        changes.forEach(change -> lines(change.line().partition()).apply(change));
        changes.clear();
    }
}
