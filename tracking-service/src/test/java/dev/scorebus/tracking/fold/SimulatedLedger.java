package dev.scorebus.tracking.fold;

import static java.util.Objects.requireNonNull;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The database: what is in it changes by whole transactions. Its answers are those of the real [FrontierState].
final class SimulatedLedger {
    private final Map<Integer, FrontierState> frontiers = new HashMap<>();
    private final Map<Integer, List<TrackingEvent>> stretches = new HashMap<>();
    private final Map<String, List<LastStep>> steps = new LinkedHashMap<>();
    private final Map<String, List<String>> claimants = new HashMap<>();
    private final List<Optional<Claim>> replays = new ArrayList<>();
    private final Set<String> endedRuns = new HashSet<>();
    private final List<String> parked = new ArrayList<>();
    private long position;

    /// A life that was begun.
    ///
    /// @param message whose
    /// @param replay its number
    record Claim(String message, int replay) {}

    /// The messages that are dead and were never claimed by this one, some of them.
    List<Claim> claimable(String claimant, int most) {
        return steps.entrySet().stream()
                .filter(message -> message.getValue().getLast().state() == ExceptionState.DEAD)
                .filter(message -> !claimedBy(message.getKey()).contains(claimant))
                .limit(most)
                .map(
                        message ->
                                new Claim(
                                        message.getKey(),
                                        message.getValue().getLast().replay() + 1))
                .toList();
    }

    /// Claims those that are dead now.
    void claim(String claimant, List<Claim> wanted) {
        for (Claim claim : wanted) {
            LastStep begun = new LastStep(claim.replay(), 0, ExceptionState.CLAIMED);
            if (steps(claim.message()).getLast().isFollowedBy(begun)) {
                requireNonNull(steps.get(claim.message())).add(begun);
                claimants.computeIfAbsent(claim.message(), _ -> new ArrayList<>()).add(claimant);
            }
        }
    }

    /// What is claimed by this one now, and of which nothing was told.
    List<Claim> open(String claimant) {
        return steps.entrySet().stream()
                .filter(message -> message.getValue().getLast().state() == ExceptionState.CLAIMED)
                .filter(message -> claimedBy(message.getKey()).getLast().equals(claimant))
                .map(message -> new Claim(message.getKey(), message.getValue().getLast().replay()))
                .toList();
    }

    /// Ends a message's life, or a claim, without any attempt.
    void end(Claim claim, ExceptionState state) {
        LastStep last = steps(claim.message()).getLast();
        requireNonNull(steps.get(claim.message()))
                .add(new LastStep(last.replay(), last.attempt(), state));
    }

    /// Notes that a run has ended.
    void endRun(String run) {
        endedRuns.add(run);
    }

    boolean hasEnded(String run) {
        return endedRuns.contains(run);
    }

    /// Takes the next number of the outbox.
    int number() {
        replays.add(Optional.empty());
        return replays.size() - 1;
    }

    /// Puts a claim into the outbox.
    void enqueue(int number, Claim claim) {
        replays.set(number, Optional.of(claim));
    }

    /// Claims that the outbox holds from a number on; a number whose claim is not committed yet is not there.
    Map<Integer, Claim> pending(long from, int most) {
        Map<Integer, Claim> pending = new TreeMap<>();
        for (int number = (int) from; number < replays.size() && pending.size() < most; number++) {
            int at = number;
            replays.get(number).ifPresent(claim -> pending.put(at, claim));
        }
        return pending;
    }

    private List<String> claimedBy(String message) {
        return claimants.getOrDefault(message, List.of());
    }

    long position() {
        return position;
    }

    void moveTo(long offset) {
        position = offset;
    }

    void apply(ProtocolDesign design, SimulatedBroker.Fetched fetched) {
        for (int i = 0; i < fetched.events().size(); i++) {
            TrackingEvent event = fetched.events().get(i);
            Told told = new Told(SimulatedBroker.TRACKING, 0, fetched.offsets().get(i));
            int partition = event.frontier().partition();
            FrontierState state = frontiers.getOrDefault(partition, new FrontierState.Unseen());
            Verdict verdict = judge(design, state, event, told);
            switch (verdict) {
                case Verdict.Follows _ -> {
                    frontiers.put(partition, state.after(event, told));
                    enter(partition, event);
                }
                case Verdict.Early(String why) -> parked.add(why);
                case Verdict.Contradicts(String why) -> parked.add(why);
                case Verdict.Replay _ -> {}
            }
        }
    }

    private Verdict judge(
            ProtocolDesign design, FrontierState state, TrackingEvent event, Told told) {
        boolean amends = event instanceof TrackingEvent.Amended;
        if (!design.compareAndSet() || (amends && !design.amendmentsFollow())) {
            return new Verdict.Follows();
        }
        Told believed =
                amends && !design.toldCheck()
                        ? new Told(told.topicId(), told.partition(), Long.MAX_VALUE)
                        : told;
        int partition = event.frontier().partition();
        return state.judge(event, believed, offset -> lastStep(partition, offset));
    }

    private @Nullable LastStep lastStep(int partition, long offset) {
        List<LastStep> known = steps(SimulatedScorer.message(partition, offset));
        return known.isEmpty() ? null : known.getLast();
    }

    private void enter(int partition, TrackingEvent event) {
        switch (event) {
            case TrackingEvent.Origin _ -> {}
            case TrackingEvent.Lost _ -> addStretch(partition, event);
            case TrackingEvent.Span span -> {
                addStretch(partition, event);
                addSteps(partition, span.exceptions());
            }
            case TrackingEvent.Amended amended -> addSteps(partition, amended.entries());
        }
    }

    private void addStretch(int partition, TrackingEvent event) {
        stretches.computeIfAbsent(partition, _ -> new ArrayList<>()).add(event);
    }

    private void addSteps(int partition, List<ExceptionEntry> entries) {
        for (ExceptionEntry entry : entries) {
            steps.computeIfAbsent(
                            SimulatedScorer.message(partition, entry.offset()),
                            _ -> new ArrayList<>())
                    .add(LastStep.of(entry));
        }
    }

    FrontierState frontier(int partition) {
        return frontiers.getOrDefault(partition, new FrontierState.Unseen());
    }

    List<TrackingEvent> stretches(int partition) {
        return stretches.getOrDefault(partition, List.of());
    }

    /// What was told of a message that did not simply succeed, in order.
    List<LastStep> steps(String message) {
        return steps.getOrDefault(message, List.of());
    }

    List<String> parked() {
        return parked;
    }
}
