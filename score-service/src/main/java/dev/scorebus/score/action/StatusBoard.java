package dev.scorebus.score.action;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Where those who run actions say how they are.
@Component
public final class StatusBoard {
    private final Map<String, Supplier<ActionStatus>> statuses = new ConcurrentHashMap<>();

    /// From now on this is asked for the status of the action.
    public void post(String action, Supplier<ActionStatus> status) {
        statuses.put(action, status);
    }

    /// Nobody runs the action any more.
    public void remove(String action) {
        statuses.remove(action);
    }

    /// The statuses of all actions that somebody runs, in the order of their names.
    SortedMap<String, ActionStatus> all() {
        SortedMap<String, ActionStatus> all = new TreeMap<>();
        statuses.forEach((action, status) -> all.put(action, status.get()));
        return all;
    }

    /// The status of an action, when somebody runs it.
    Optional<ActionStatus> status(String action) {
        return Optional.ofNullable(statuses.get(action)).map(Supplier::get);
    }
}
