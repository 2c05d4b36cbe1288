package dev.scorebus.score.stream;

import dev.scorebus.model.Score.ModelRef;
import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// How one action is doing on this instance: written by its loop, read by anyone.
final class LoopStatus {
    /// State and reason change together.
    private record Phase(State state, @Nullable String reason) {}

    private final Map<TopicPartition, ActionStatus.Partition> partitions =
            new ConcurrentHashMap<>();
    private final Map<TopicPartition, ActionStatus.Halted> halted = new ConcurrentHashMap<>();
    private final Map<ModelRef, LongAdder> models = new ConcurrentHashMap<>();
    private final LongAdder scored = new LongAdder();
    private final LongAdder filtered = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Phase phase = new Phase(State.WAITING, "it is about to start");
    private final Pace pace = new Pace();
    private final InstantSource clock;
    private volatile Errors errors = new Errors(null, null, null);

    /// The last error and the first one change together.
    private record Errors(
            @Nullable String last, @Nullable Instant at, ActionStatus.@Nullable Trouble trouble) {}

    LoopStatus(InstantSource clock) {
        this.clock = clock;
    }

    void phase(State state, @Nullable String reason) {
        phase = new Phase(state, reason);
    }

    void error(String error) {
        Instant now = clock.instant();
        ActionStatus.Trouble trouble = errors.trouble();
        errors =
                new Errors(
                        error,
                        now,
                        trouble == null
                                ? new ActionStatus.Trouble(error, now, 1)
                                : trouble.again());
    }

    /// A load was committed.
    void committed(Totals totals) {
        totals.models()
                .forEach(
                        (model, count) -> {
                            scored.add(count);
                            models.computeIfAbsent(model, _ -> new LongAdder()).add(count);
                        });
        filtered.add(totals.filtered());
        retried.add(totals.retried());
        failed.add(totals.dead());
        pace.add(
                clock.instant(),
                (long) totals.scored() + totals.filtered() + totals.retried() + totals.dead());
        errors = new Errors(errors.last(), errors.at(), null);
    }

    /// Where the loop stands in a partition.
    void position(TopicPartition partition, long position, long lag) {
        partitions.put(
                partition,
                new ActionStatus.Partition(
                        partition.topic(),
                        partition.partition(),
                        position,
                        position,
                        position + lag,
                        lag));
    }

    /// Where the loop stands in partitions, as far as its consumer knows how much is left of them.
    void positions(Map<TopicPartition, Long> positions, Consumer<?, ?> consumer) {
        positions.forEach(
                (partition, position) -> {
                    OptionalLong unread = consumer.currentLag(partition);
                    if (unread.isPresent()) {
                        long end = consumer.position(partition) + unread.getAsLong();
                        position(partition, position, Math.max(0, end - position));
                    }
                });
    }

    /// A partition is not read on until someone says where.
    void halted(TopicPartition partition, long offset, String reason) {
        partitions.remove(partition);
        halted.put(
                partition,
                new ActionStatus.Halted(partition.topic(), partition.partition(), offset, reason));
    }

    /// Someone said where the partition is read on.
    void goesOn(TopicPartition partition) {
        halted.remove(partition);
    }

    /// How many partitions are not read on.
    int haltedPartitions() {
        return halted.size();
    }

    /// The partition is someone else's now.
    void left(TopicPartition partition) {
        partitions.remove(partition);
        halted.remove(partition);
    }

    void leftAll() {
        partitions.clear();
        halted.clear();
    }

    /// How many offsets are left in a partition; NaN when it is someone else's.
    double lag(TopicPartition partition) {
        ActionStatus.Partition known = partitions.get(partition);
        return known == null ? Double.NaN : known.lag();
    }

    ActionStatus snapshot() {
        List<ActionStatus.Halted> stuck =
                halted.values().stream()
                        .sorted(
                                Comparator.comparing(ActionStatus.Halted::topic)
                                        .thenComparingInt(ActionStatus.Halted::partition))
                        .toList();
        Phase current = phase(stuck);
        Errors wrong = errors;
        List<ActionStatus.Partition> sorted =
                partitions.values().stream()
                        .sorted(
                                Comparator.comparing(ActionStatus.Partition::topic)
                                        .thenComparingInt(ActionStatus.Partition::partition))
                        .toList();
        Map<String, ActionStatus.ModelCount> counts = new TreeMap<>();
        models.forEach(
                (model, count) ->
                        counts.merge(
                                model.name() + "/" + model.version(),
                                new ActionStatus.ModelCount(
                                        model.name(), model.version(), count.sum()),
                                (a, b) ->
                                        new ActionStatus.ModelCount(
                                                a.model(), a.version(), a.count() + b.count())));
        return new ActionStatus(
                current.state(),
                current.reason(),
                sorted,
                stuck,
                scored.sum(),
                filtered.sum(),
                retried.sum(),
                failed.sum(),
                List.copyOf(counts.values()),
                pace.perSecond(clock.instant()),
                wrong.last(),
                wrong.at(),
                wrong.trouble());
    }

    /// An action that runs but for some partitions has something that someone should look at.
    private Phase phase(List<ActionStatus.Halted> stuck) {
        Phase current = phase;
        return stuck.isEmpty() || current.state() != State.RUNNING
                ? current
                : new Phase(
                        State.FAILED,
                        stuck.stream()
                                .map(ActionStatus.Halted::reason)
                                .collect(Collectors.joining("; ")));
    }
}
