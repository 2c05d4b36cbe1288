package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Mode;
import dev.scorebus.tracking.fold.SimulatedLog.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What one transaction of a poll loop says.
///
/// @param events what the ledger is told
/// @param hi the offset that is committed
/// @param outputs scores and dead letters
/// @param retries what waits for another attempt
record SimulatedWork(
        List<TrackingEvent> events, long hi, List<String> outputs, List<Attempt> retries) {
    static final SimulatedWork NONE = of(List.of(), 0);

    static SimulatedWork of(List<TrackingEvent> events, long hi) {
        return new SimulatedWork(events, hi, List.of(), List.of());
    }

    /// Attempts all messages of a poll.
    ///
    /// @param partition that was polled
    /// @param behind which records of the retry topic go to its end again, because it is not their turn
    static SimulatedWork attempting(
            ProtocolDesign design,
            int partition,
            long lo,
            long hi,
            List<Attempt> attempts,
            Predicate<Attempt> behind) {
        boolean relays = partition == SimulatedBroker.RETRIES;
        Map<Integer, List<ExceptionEntry>> steps = new TreeMap<>();
        List<String> outputs = new ArrayList<>();
        List<Attempt> retries = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (relays && behind.test(attempt)) {
                retries.add(attempt);
                continue;
            }
            if (attempt.succeeds()) {
                outputs.add(attempt.message());
            } else if (attempt.dies(design.mostAttempts())) {
                outputs.add(SimulatedScorer.letter(attempt.message()));
            } else {
                retries.add(attempt.numbered(attempt.number() + 1));
            }
            if (relays || !attempt.succeeds()) {
                steps.computeIfAbsent(attempt.partition(), _ -> new ArrayList<>())
                        .add(step(design, attempt));
            }
        }
        List<TrackingEvent> events = new ArrayList<>();
        events.add(
                span(
                        partition,
                        lo,
                        hi,
                        attempts.size(),
                        relays ? attempts.size() : 0,
                        relays ? List.of() : steps.getOrDefault(partition, List.of())));
        if (relays) {
            steps.forEach((source, entries) -> events.add(amended(source, entries)));
        }
        return new SimulatedWork(events, hi, outputs, retries);
    }

    /// Attempts all messages of a page at once, until each is scored or dead.
    static SimulatedWork healing(ProtocolDesign design, List<Attempt> claims) {
        Map<Integer, List<ExceptionEntry>> steps = new TreeMap<>();
        List<String> outputs = new ArrayList<>();
        for (Attempt claim : claims) {
            List<ExceptionEntry> told =
                    steps.computeIfAbsent(claim.partition(), _ -> new ArrayList<>());
            Attempt attempt = claim;
            while (!attempt.succeeds() && !attempt.dies(design.mostAttempts())) {
                told.add(step(design, attempt));
                attempt = attempt.numbered(attempt.number() + 1);
            }
            told.add(step(design, attempt));
            outputs.add(
                    attempt.succeeds()
                            ? attempt.message()
                            : SimulatedScorer.letter(attempt.message()));
        }
        List<TrackingEvent> events = new ArrayList<>();
        steps.forEach((source, entries) -> events.add(amended(source, entries)));
        return new SimulatedWork(events, 0, outputs, List.of());
    }

    /// Attempts all messages of a page of a batch run at once, until each is scored or dead. The span tells the first step of each that
    /// did not simply succeed, an amendment behind it tells the others.
    static SimulatedWork batch(
            ProtocolDesign design, int partition, long lo, long hi, List<Attempt> attempts) {
        List<ExceptionEntry> first = new ArrayList<>();
        List<ExceptionEntry> further = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (Attempt read : attempts) {
            Attempt attempt = read;
            while (!attempt.succeeds() && !attempt.dies(design.mostAttempts())) {
                (attempt.equals(read) ? first : further).add(step(design, attempt));
                attempt = attempt.numbered(attempt.number() + 1);
            }
            if (!attempt.equals(read)) {
                further.add(step(design, attempt));
            } else if (!attempt.succeeds()) {
                first.add(step(design, attempt));
            }
            outputs.add(
                    attempt.succeeds()
                            ? attempt.message()
                            : SimulatedScorer.letter(attempt.message()));
        }
        List<TrackingEvent> events = new ArrayList<>();
        events.add(span(partition, lo, hi, attempts.size(), 0, first));
        if (!further.isEmpty()) {
            events.add(amended(partition, further));
        }
        return new SimulatedWork(events, hi, outputs, List.of());
    }

    private static ExceptionEntry step(ProtocolDesign design, Attempt attempt) {
        int life = attempt.replay();
        int number = attempt.number();
        if (number == 0) {
            return ExceptionEntry.behind(attempt.offset(), null, attempt.offset() - 1);
        }
        if (attempt.succeeds()) {
            return ExceptionEntry.healed(attempt.offset(), null, life, number, null);
        }
        return attempt.dies(design.mostAttempts())
                ? ExceptionEntry.dead(
                        attempt.offset(), null, life, number, FailureKind.PROGRAM, "dead", "dlq")
                : ExceptionEntry.failed(
                        attempt.offset(), null, life, number, FailureKind.PROGRAM, "weak");
    }

    private static TrackingEvent amended(int source, List<ExceptionEntry> entries) {
        return new TrackingEvent.Amended(
                SimulatedScorer.frontier(source), Mode.STREAM, entries, null, "sim", Instant.EPOCH);
    }

    private static TrackingEvent span(
            int partition,
            long lo,
            long hi,
            int records,
            int relayed,
            List<ExceptionEntry> exceptions) {
        return new TrackingEvent.Span(
                SimulatedScorer.frontier(partition),
                lo,
                hi,
                records,
                records - relayed - exceptions.size(),
                0,
                exceptions.size(),
                relayed,
                Mode.STREAM,
                List.of(),
                null,
                exceptions,
                null,
                "sim",
                Instant.EPOCH);
    }
}
