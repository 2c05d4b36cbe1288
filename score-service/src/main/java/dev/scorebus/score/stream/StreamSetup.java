package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.score.sink.Sinks;
import java.time.InstantSource;

/// What a session needs beside its clients.
///
/// @param group the action's consumer group
/// @param instance names this process start
/// @param suspects how many messages of a partition may be under way at once
/// @param trackingTopic where tracking events go
/// @param sinks where scores go besides topics
record StreamSetup(
        Action action,
        String group,
        String instance,
        int suspects,
        String trackingTopic,
        PollScoring scoring,
        DeadLetters deadLetters,
        RetryRecords retries,
        RecordSizes sizes,
        TopicIds topicIds,
        Sinks sinks,
        LoopStatus status,
        StreamMetrics metrics,
        InstantSource clock) {}
