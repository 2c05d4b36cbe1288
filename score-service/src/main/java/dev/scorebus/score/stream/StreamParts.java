package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.sink.Sinks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;

/// What the loops of an instance share.
///
/// @param instance names this process start
/// @param turn whose turn it is to read what may kill
/// @param sinks opens the sinks of an action
record StreamParts(
        ActionPrograms programs,
        SkipBook skips,
        Topics topics,
        ScoreProperties.Stream settings,
        MeterRegistry registry,
        InstantSource clock,
        String instance,
        Turn turn,
        Function<Action, Sinks> sinks) {
    /// The consumer group of an action.
    String group(String action) {
        return topics.group(action);
    }

    /// Names the producer that this instance has for an action.
    String transactionalId(String action) {
        return topics.prefix() + "." + action + "." + instance;
    }
}
