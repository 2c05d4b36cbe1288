package dev.scorebus.score.action;

import java.time.Instant;
import java.util.Map;

/// How the actions are doing on one instance, for the others.
///
/// @param instance names the start of the process
/// @param at when it was so
record StatusNews(String instance, Instant at, Map<String, ActionStatus> statuses) {
    StatusNews {
        statuses = Map.copyOf(statuses);
    }
}
