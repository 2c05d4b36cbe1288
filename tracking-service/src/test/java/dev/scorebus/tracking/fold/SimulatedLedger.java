package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The database: what is in it changes by whole transactions. Its answers are those of the real [FrontierState].
final class SimulatedLedger {
    private final Map<Integer, FrontierState> frontiers = new HashMap<>();
    private final Map<Integer, List<TrackingEvent>> stretches = new HashMap<>();
    private final Map<String, List<LastStep>> steps = new HashMap<>();
    private final List<String> parked = new ArrayList<>();
    private long position;

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
