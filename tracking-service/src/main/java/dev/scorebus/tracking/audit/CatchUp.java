package dev.scorebus.tracking.audit;

import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.audit.AuditReport.Statement;
import dev.scorebus.tracking.audit.ProgressTable.FrontierKey;
import dev.scorebus.tracking.source.SourceTopics;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The fourth statement: the frontier is what the consumer group has committed. Both move while they are looked at, so it
/// is proven in two steps: the frontier reaches what was committed at the first look, and what is committed reaches the
/// frontier of the first look. A fold that is behind is waited for; one that has folded the whole tracking topic and is still
/// behind has missed something, and no waiting helps.
@Component
class CatchUp {
    private final SourceTopics source;
    private final ProgressTable progress;
    private final TrackingEnd trackingEnd;
    private final TrackingProperties properties;
    private final InstantSource clock;

    CatchUp(
            SourceTopics source,
            ProgressTable progress,
            TrackingEnd trackingEnd,
            TrackingProperties properties,
            InstantSource clock) {
        this.source = source;
        this.progress = progress;
        this.trackingEnd = trackingEnd;
        this.properties = properties;
        this.clock = clock;
    }

    /// What was found.
    ///
    /// @param committed by frontier, where the group has committed something
    /// @param unknown partitions in which a group has committed and of which the ledger knows nothing
    record Result(
            Map<FrontierKey, Long> committed,
            Map<FrontierKey, Statement> statements,
            List<String> unknown) {}

    /// Looks until every frontier is decided or the time is up.
    ///
    /// @param groups the consumer groups of these accounts
    Result run(Set<String> groups, Map<String, Topic> now) {
        Instant deadline = clock.instant().plus(properties.catchUp());
        Map<FrontierKey, Long> committed = committed(groups, now);
        TrackingEnd.Told told = trackingEnd.now();
        Map<FrontierKey, Long> first = progress.frontiers();
        Map<FrontierKey, Statement> statements = new HashMap<>();
        Set<FrontierKey> waiting = new HashSet<>(committed.keySet());
        boolean over = false;
        while (!waiting.isEmpty()) {
            boolean folded = trackingEnd.isFolded(told);
            Map<FrontierKey, Long> latestCommitted = committed(groups, now);
            Map<FrontierKey, Long> frontiers = progress.frontiers();
            for (FrontierKey key : Set.copyOf(waiting)) {
                Look look =
                        new Look(
                                committed.getOrDefault(key, 0L),
                                latestCommitted.getOrDefault(key, 0L),
                                first.get(key),
                                frontiers.get(key),
                                folded,
                                over);
                look.verdict()
                        .ifPresent(
                                verdict -> {
                                    statements.put(key, verdict);
                                    waiting.remove(key);
                                });
            }
            over = !clock.instant().isBefore(deadline);
            if (!waiting.isEmpty()) {
                LockSupport.parkNanos(TrackingEnd.LOOK.toNanos());
            }
        }
        return new Result(committed, statements, unknown(committed, statements));
    }

    /// One look at one frontier.
    ///
    /// @param committed at the first look
    /// @param committedNow at this look
    /// @param first the frontier at the first look, read after `committed`
    /// @param next the frontier at this look, read after `folded`
    /// @param folded whether everything that was told before the first look is folded
    /// @param over whether the time is up
    record Look(
            long committed,
            long committedNow,
            @Nullable Long first,
            @Nullable Long next,
            boolean folded,
            boolean over) {

        /// The verdict, or nothing while it is open.
        Optional<Statement> verdict() {
            if (next == null) {
                return folded || over
                        ? fails(
                                "the group has committed offset %d and nothing was ever told"
                                        .formatted(committed))
                        : Optional.empty();
            }
            if (next < committed) {
                return behind(next);
            }
            if (first == null || first <= committedNow) {
                return Optional.of(
                        Statement.caughtUp(
                                true,
                                "frontier %d has reached the committed offset %d"
                                        .formatted(next, committed)));
            }
            return over
                    ? fails(
                            "frontier %d is ahead of the committed offset %d: the group's offsets were moved back, or the ledger was changed"
                                    .formatted(first, committedNow))
                    : Optional.empty();
        }

        private Optional<Statement> behind(long frontier) {
            if (folded) {
                return fails(
                        "broken: frontier %d is behind the committed offset %d although every tracking event has been folded; what became of [%d, %d) was not told, or is parked"
                                .formatted(frontier, committed, frontier, committed));
            }
            return over
                    ? fails(
                            "catching up: frontier %d is behind the committed offset %d and the fold is still at work; ask again"
                                    .formatted(frontier, committed))
                    : Optional.empty();
        }

        private static Optional<Statement> fails(String detail) {
            return Optional.of(Statement.caughtUp(false, detail));
        }
    }

    /// What the groups have committed in topics that still exist, by the topics' ids of today.
    private Map<FrontierKey, Long> committed(Set<String> groups, Map<String, Topic> now) {
        Map<FrontierKey, Long> committed = new HashMap<>();
        for (String group : groups) {
            source.committed(group)
                    .forEach(
                            (partition, offset) -> {
                                Topic topic = now.get(partition.topic());
                                if (topic != null) {
                                    committed.put(
                                            new FrontierKey(
                                                    group, topic.id(), partition.partition()),
                                            offset);
                                }
                            });
        }
        return committed;
    }

    private List<String> unknown(
            Map<FrontierKey, Long> committed, Map<FrontierKey, Statement> statements) {
        Set<FrontierKey> known = progress.frontiers().keySet();
        List<String> unknown = new ArrayList<>();
        committed.keySet().stream()
                .filter(key -> !known.contains(key))
                .collect(Collectors.groupingBy(FrontierKey::group))
                .forEach(
                        (group, keys) ->
                                keys.forEach(
                                        key ->
                                                unknown.add(
                                                        "group %s, topic id %s, partition %d: %s"
                                                                .formatted(
                                                                        group,
                                                                        key.topicId(),
                                                                        key.partition(),
                                                                        detail(statements, key)))));
        return unknown;
    }

    private static String detail(Map<FrontierKey, Statement> statements, FrontierKey key) {
        Statement statement = statements.get(key);
        return statement == null ? "nothing was ever told" : statement.detail();
    }
}
