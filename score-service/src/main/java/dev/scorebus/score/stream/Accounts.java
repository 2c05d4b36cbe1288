package dev.scorebus.score.stream;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What one load says to the ledger: a span for each partition that was read, and amendments to the messages that were tried
/// again. An event holds so many failures at most that any broker takes it; more make a second one.
final class Accounts {
    private static final int MOST_PER_EVENT = 60;
    private static final int MOST_CHARACTERS = 100_000;

    /// A longer id is not kept; the message is found by its place.
    private static final int LONGEST_ID = 1_000;

    private final Function<TopicPartition, Frontier> frontiers;
    private final Function<TopicPartition, Long> positions;
    private final String deadLetterTopic;
    private final @Nullable String runId;
    private final Map<TopicPartition, SpanTally> open = new HashMap<>();
    private final Map<TopicPartition, List<Closed>> closed = new HashMap<>();
    private final Map<Frontier, List<ExceptionEntry>> amendments = new LinkedHashMap<>();
    private final Totals totals = new Totals();

    /// A tally that is full, and where the next one begins.
    private record Closed(SpanTally tally, long hi) {}

    /// @param frontiers names the frontier of a partition that is read
    /// @param positions where each partition stands before the load
    Accounts(
            Function<TopicPartition, Frontier> frontiers,
            Function<TopicPartition, Long> positions,
            String deadLetterTopic) {
        this(frontiers, positions, deadLetterTopic, null);
    }

    /// @param runId the batch or heal run that tells
    Accounts(
            Function<TopicPartition, Frontier> frontiers,
            Function<TopicPartition, Long> positions,
            String deadLetterTopic,
            @Nullable String runId) {
        this.runId = runId;
        this.frontiers = frontiers;
        this.positions = positions;
        this.deadLetterTopic = deadLetterTopic;
    }

    /// What became of messages, those that were tried again among them.
    Totals totals() {
        return totals;
    }

    /// A message went its way. Those of a partition come in the order of their offsets.
    void add(Work work, @Nullable String id, Route route) {
        add(work, id, List.of(), route);
    }

    /// The same after attempts that failed a moment before and were told nowhere else.
    ///
    /// @param work with the number of the last attempt
    void add(Work work, @Nullable String id, List<Outcome.Failed> before, Route route) {
        String eventId = id == null || id.length() > LONGEST_ID ? null : id;
        SpanTally tally = open(work);
        if (route instanceof Route.Follow && work.relayed()) {
            tally.relay();
            return;
        }
        totals.add(route);
        ExceptionEntry failure = failure(work, eventId, route);
        List<ExceptionEntry> steps = earlier(work, eventId, before);
        boolean tried = before.isEmpty() || !(route instanceof Route.Follow);
        if (tried && (failure != null || work.relayed() || !before.isEmpty())) {
            deaths(work, eventId, steps);
            steps.add(failure == null ? healed(work, eventId, route) : failure);
        }
        if (work.relayed()) {
            tally.relay();
            amend(work, steps);
        } else {
            Route first =
                    before.isEmpty() ? route : new Route.Retry(before.getFirst(), Duration.ZERO);
            tally.add(eventId, first, steps.isEmpty() ? null : steps.getFirst());
            amend(work, steps.subList(Math.min(1, steps.size()), steps.size()));
        }
    }

    private void amend(Work work, List<ExceptionEntry> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Attempt attempt = work.attempt();
        Frontier reading = frontiers.apply(work.from());
        Frontier source =
                new Frontier(
                        reading.group(),
                        reading.action(),
                        attempt.topic(),
                        attempt.message().topicId(),
                        attempt.message().partition());
        amendments.computeIfAbsent(source, _ -> new ArrayList<>()).addAll(steps);
    }

    private static List<ExceptionEntry> earlier(
            Work work, @Nullable String eventId, List<Outcome.Failed> before) {
        List<ExceptionEntry> steps = new ArrayList<>();
        int attempt = work.attempt().number() - work.deaths() - before.size();
        for (Outcome.Failed failed : before) {
            steps.add(
                    ExceptionEntry.failed(
                                    work.message().offset(),
                                    eventId,
                                    work.attempt().replay(),
                                    attempt++,
                                    failed.kind(),
                                    failed.detail())
                            .by(failed.errorClass()));
        }
        return steps;
    }

    private static void deaths(Work work, @Nullable String eventId, List<ExceptionEntry> steps) {
        int number = work.attempt().number();
        Outcome.Failed died = Quarantine.died();
        for (int attempt = number - work.deaths(); attempt < number; attempt++) {
            steps.add(
                    ExceptionEntry.failed(
                                    work.message().offset(),
                                    eventId,
                                    work.attempt().replay(),
                                    attempt,
                                    died.kind(),
                                    died.detail())
                            .by(died.errorClass()));
        }
    }

    private SpanTally open(Work work) {
        SpanTally tally =
                open.computeIfAbsent(
                        work.from(), partition -> new SpanTally(positions.apply(partition)));
        if (tally.weight() < MOST_CHARACTERS) {
            return tally;
        }
        closed.computeIfAbsent(work.from(), _ -> new ArrayList<>())
                .add(new Closed(tally, work.offset()));
        SpanTally fresh = new SpanTally(work.offset());
        open.put(work.from(), fresh);
        return fresh;
    }

    private static ExceptionEntry healed(Work work, @Nullable String eventId, Route route) {
        return ExceptionEntry.healed(
                work.message().offset(),
                eventId,
                work.attempt().replay(),
                work.attempt().number(),
                route instanceof Route.Emit(Outcome.Scored scored)
                        ? new ModelName(scored.model().name(), scored.model().version())
                        : null);
    }

    private @Nullable ExceptionEntry failure(Work work, @Nullable String eventId, Route route) {
        long offset = work.message().offset();
        int replay = work.attempt().replay();
        int attempt = work.attempt().number();
        return switch (route) {
            case Route.Emit _, Route.Drop _ -> null;
            case Route.Retry(Outcome.Failed failed, _) ->
                    ExceptionEntry.failed(
                                    offset,
                                    eventId,
                                    replay,
                                    attempt,
                                    failed.kind(),
                                    failed.detail())
                            .by(failed.errorClass());
            case Route.Follow(long ahead) -> ExceptionEntry.behind(offset, eventId, ahead);
            case Route.DeadLetter(Outcome.Failed failed) ->
                    ExceptionEntry.dead(
                                    offset,
                                    eventId,
                                    replay,
                                    attempt,
                                    failed.kind(),
                                    failed.detail(),
                                    deadLetterTopic)
                            .by(failed.errorClass());
        };
    }

    /// Says it all, with the offsets that it speaks of.
    ///
    /// @param next how far each partition was read
    void tell(
            Map<TopicPartition, OffsetAndMetadata> next,
            Mode mode,
            String instance,
            Instant at,
            Telling transaction) {
        next.forEach(
                (partition, hi) -> {
                    long lo = positions.apply(partition);
                    if (hi.offset() > lo) {
                        Frontier frontier = frontiers.apply(partition);
                        for (Closed full : closed.getOrDefault(partition, List.of())) {
                            transaction.add(
                                    full.tally()
                                            .span(frontier, full.hi(), mode, runId, instance, at));
                        }
                        SpanTally last = open.getOrDefault(partition, new SpanTally(lo));
                        transaction.add(
                                last.span(frontier, hi.offset(), mode, runId, instance, at),
                                partition,
                                hi);
                    }
                });
        amendments.forEach(
                (source, entries) -> {
                    for (int from = 0; from < entries.size(); from += MOST_PER_EVENT) {
                        int to = Math.min(entries.size(), from + MOST_PER_EVENT);
                        transaction.add(
                                new TrackingEvent.Amended(
                                        source,
                                        mode,
                                        entries.subList(from, to),
                                        runId,
                                        instance,
                                        at));
                    }
                });
    }
}
