package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// With ordering `partition`: the messages that failed and hold up their partitions until their next attempt. How often each failed,
/// and when it may be tried again, stands beside the committed offset, so that no restart forgets it. What was wrong is known as
/// long as the instance lives.
final class HeadsOfLine {
    private static final Logger LOGGER = LoggerFactory.getLogger(HeadsOfLine.class);
    private static final String FORGOTTEN =
            "it failed; what was said of it ended with the instance that tried it";

    private final Action action;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final Map<TopicPartition, Head> heads = new HashMap<>();

    HeadsOfLine(Action action) {
        this.action = action;
    }

    /// A message that failed and is the next of its partition.
    ///
    /// @param failures of each attempt that was made, in their order
    /// @param notBefore when the next one may be made
    record Head(long offset, List<Outcome.Failed> failures, Instant notBefore) {
        Head {
            failures = List.copyOf(failures);
        }

        /// What is committed of it.
        Mark.Waiting waiting() {
            StringBuilder words = new StringBuilder();
            failures.forEach(failed -> words.append(letter(failed)));
            return new Mark.Waiting(
                    words.toString(), Instant.ofEpochMilli(notBefore.toEpochMilli()));
        }

        /// Its next attempt.
        Attempt next(Attempt first) {
            Attempt next = first;
            for (int i = 0; i < failures.size(); i++) {
                next = next.next(notBefore);
            }
            return next;
        }
    }

    /// What of a load goes on, and what holds its partition up.
    record Cut(Window.Load load, List<Outcome> outcomes, Map<TopicPartition, Head> heads) {}

    private static char letter(Outcome.Failed failed) {
        if (failed.errorClass().equals(Quarantine.DIED)) {
            return 'D';
        }
        return switch (failed.kind()) {
            case PROGRAM -> 'P';
            case TIMEOUT -> 'T';
            case SCHEMA -> 'S';
        };
    }

    private static Outcome.Failed failure(char letter) {
        return switch (letter) {
            case 'D' -> Quarantine.died();
            case 'T' -> new Outcome.Failed(null, FailureKind.TIMEOUT, "unknown", FORGOTTEN);
            case 'S' -> new Outcome.Failed(null, FailureKind.SCHEMA, "unknown", FORGOTTEN);
            default -> new Outcome.Failed(null, FailureKind.PROGRAM, "unknown", FORGOTTEN);
        };
    }

    /// A partition came.
    ///
    /// @param offset what is committed
    /// @param waiting what is said beside it of the message there, if it failed
    void enter(TopicPartition partition, long offset, Mark.@Nullable Waiting waiting) {
        if (waiting == null) {
            heads.remove(partition);
            return;
        }
        Head known = heads.get(partition);
        if (known == null || known.offset() != offset || !known.waiting().equals(waiting)) {
            List<Outcome.Failed> failures = new ArrayList<>();
            for (char letter : waiting.failures().toCharArray()) {
                failures.add(failure(letter));
            }
            heads.put(partition, new Head(offset, failures, waiting.notBefore()));
        }
    }

    /// The message at an offset, if it holds its partition up.
    @Nullable Head at(TopicPartition partition, long offset) {
        Head head = heads.get(partition);
        return head != null && head.offset() == offset ? head : null;
    }

    /// The message that holds a partition up, if one does.
    @Nullable Head of(TopicPartition partition) {
        return heads.get(partition);
    }

    /// How a message failed before, as far as nothing was told of it.
    List<Outcome.Failed> before(Work work) {
        Head head = work.relayed() ? null : at(work.from(), work.offset());
        return head == null ? List.of() : head.failures();
    }

    /// Ends a load in each partition before the first message that is to be tried again, if the action keeps the order of
    /// partitions. What comes from a retry topic is out of order already, and holds nothing up.
    Cut cut(Window.Load load, List<Outcome> outcomes, Instant now) {
        if (action.retry().ordering() != Action.Ordering.PARTITION) {
            return new Cut(load, outcomes, Map.of());
        }
        Map<TopicPartition, Head> stopped = new HashMap<>();
        List<Work> work = new ArrayList<>();
        List<Outcome> kept = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Work one = load.work().get(i);
            if (stopped.containsKey(one.from())) {
                continue;
            }
            Route route =
                    Route.of(
                            outcomes.get(i),
                            one.attempt().number(),
                            action.retry(),
                            chance.nextDouble());
            if (route instanceof Route.Retry retry && !one.relayed()) {
                stopped.put(one.from(), head(one, retry, now));
            } else {
                work.add(one);
                kept.add(outcomes.get(i));
            }
        }
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(load.next());
        stopped.forEach(
                (partition, head) -> next.put(partition, new OffsetAndMetadata(head.offset())));
        return new Cut(new Window.Load(work, next), kept, stopped);
    }

    private Head head(Work work, Route.Retry retry, Instant now) {
        List<Outcome.Failed> failures = new ArrayList<>(before(work));
        failures.addAll(Collections.nCopies(work.deaths(), Quarantine.died()));
        failures.add(retry.failed());
        LOGGER.atWarn()
                .addKeyValue("action", action.name())
                .addKeyValue("topic", work.from().topic())
                .addKeyValue("partition", work.from().partition())
                .addKeyValue("offset", work.offset())
                .addKeyValue("attempt", failures.size())
                .addKeyValue("error", retry.failed().detail())
                .log("a message failed; its partition waits for its next attempt");
        return new Head(work.offset(), failures, now.plus(retry.delay()));
    }

    /// A load was committed.
    void committed(Cut cut) {
        cut.load()
                .next()
                .forEach(
                        (partition, next) -> {
                            if (at(partition, next.offset()) == null) {
                                heads.remove(partition);
                            }
                        });
        heads.putAll(cut.heads());
    }

    /// Partitions are someone else's.
    void leave(Collection<TopicPartition> partitions) {
        partitions.forEach(heads::remove);
    }
}
