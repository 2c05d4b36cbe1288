package dev.scorebus.score.action;

import dev.scorebus.score.action.ActionStatus.Halted;
import dev.scorebus.score.action.ActionStatus.ModelCount;
import dev.scorebus.score.action.ActionStatus.Partition;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.action.ActionStatus.Trouble;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/// How an action is doing on all instances together.
final class TotalStatus {
    /// What someone should know of comes first.
    private static final List<State> BY_WEIGHT =
            List.of(State.FAILED, State.RUNNING, State.WAITING, State.PAUSED, State.STOPPED);

    private TotalStatus() {}

    /// Counts are added up. The state is the one that someone should know of first, with its reason. Where two say that they have a
    /// partition, it has just gone from one to the other, and the newer word counts.
    ///
    /// @param newest the statuses, at least one, the newest first
    static ActionStatus of(List<ActionStatus> newest) {
        if (newest.size() == 1) {
            return newest.getFirst();
        }
        ActionStatus heaviest =
                newest.stream()
                        .min(Comparator.comparingInt(one -> BY_WEIGHT.indexOf(one.state())))
                        .orElseThrow();
        ActionStatus lastWrong =
                newest.stream()
                        .filter(one -> one.lastErrorAt() != null)
                        .max(Comparator.comparing(one -> Objects.requireNonNull(one.lastErrorAt())))
                        .orElse(heaviest);
        Map<TopicPartition, Partition> partitions =
                each(newest, ActionStatus::partitions, one -> place(one.topic(), one.partition()));
        Map<TopicPartition, Halted> halted =
                each(newest, ActionStatus::halted, one -> place(one.topic(), one.partition()));
        halted.keySet().removeAll(partitions.keySet());
        return new ActionStatus(
                heaviest.state(),
                heaviest.reason(),
                sorted(partitions),
                sorted(halted),
                sum(newest, ActionStatus::scored),
                sum(newest, ActionStatus::filtered),
                sum(newest, ActionStatus::retried),
                sum(newest, ActionStatus::failed),
                models(newest),
                newest.stream().mapToDouble(ActionStatus::perSecond).sum(),
                lastWrong.lastError(),
                lastWrong.lastErrorAt(),
                newest.stream()
                        .map(ActionStatus::trouble)
                        .filter(Objects::nonNull)
                        .reduce(TotalStatus::together)
                        .orElse(null));
    }

    private static long sum(List<ActionStatus> all, ToLongFunction<ActionStatus> count) {
        return all.stream().mapToLong(count).sum();
    }

    private static TopicPartition place(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    private static <T> Map<TopicPartition, T> each(
            List<ActionStatus> newest,
            Function<ActionStatus, List<T>> parts,
            Function<T, TopicPartition> place) {
        Map<TopicPartition, T> each = new LinkedHashMap<>();
        newest.stream()
                .flatMap(one -> parts.apply(one).stream())
                .forEach(part -> each.putIfAbsent(place.apply(part), part));
        return each;
    }

    private static <T> List<T> sorted(Map<TopicPartition, T> parts) {
        return parts.entrySet().stream()
                .sorted(
                        Comparator.comparing(
                                        (Map.Entry<TopicPartition, T> part) ->
                                                part.getKey().topic())
                                .thenComparingInt(part -> part.getKey().partition()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static List<ModelCount> models(List<ActionStatus> all) {
        return all.stream()
                .flatMap(one -> one.models().stream())
                .collect(
                        Collectors.toMap(
                                one -> one.model() + "/" + one.version(),
                                Function.identity(),
                                (a, b) ->
                                        new ModelCount(
                                                a.model(), a.version(), a.count() + b.count()),
                                TreeMap::new))
                .values()
                .stream()
                .toList();
    }

    private static Trouble together(Trouble a, Trouble b) {
        Instant since = a.since().isBefore(b.since()) ? a.since() : b.since();
        return new Trouble(
                since.equals(a.since()) ? a.firstError() : b.firstError(),
                since,
                a.errors() + b.errors());
    }
}
