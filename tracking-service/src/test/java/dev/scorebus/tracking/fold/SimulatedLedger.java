package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The database: what is in it changes by whole transactions. Its answers are those of the real [FrontierState].
final class SimulatedLedger {
    private final Map<Integer, FrontierState> frontiers = new HashMap<>();
    private final Map<Integer, List<TrackingEvent>> stretches = new HashMap<>();
    private final Map<String, Integer> exceptions = new HashMap<>();
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
            Verdict verdict =
                    design.compareAndSet()
                            ? state.judge(event, told, LiveSteps.NONE)
                            : new Verdict.Follows();
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

    private void enter(int partition, TrackingEvent event) {
        if (!(event instanceof TrackingEvent.Origin)) {
            stretches.computeIfAbsent(partition, _ -> new ArrayList<>()).add(event);
        }
        if (event instanceof TrackingEvent.Span span) {
            for (ExceptionEntry entry : span.exceptions()) {
                exceptions.merge(
                        SimulatedScorer.message(partition, entry.offset()), 1, Integer::sum);
            }
        }
    }

    FrontierState frontier(int partition) {
        return frontiers.getOrDefault(partition, new FrontierState.Unseen());
    }

    List<TrackingEvent> stretches(int partition) {
        return stretches.getOrDefault(partition, List.of());
    }

    int exceptions(String message) {
        return exceptions.getOrDefault(message, 0);
    }

    List<String> parked() {
        return parked;
    }
}
