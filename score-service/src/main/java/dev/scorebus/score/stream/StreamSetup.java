package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.score.sink.Sinks;
import java.time.InstantSource;

/// What a session needs beside its clients.
///
/// @param group the action's consumer group
/// @param instance names this process start
/// @param turn whose turn it is to read what may kill
/// @param careful whether records are read one at a time
/// @param suspects how many messages of a partition may be under way at once
/// @param windowBytes how many bytes a micro-batch may gather
/// @param trackingTopic where tracking events go
/// @param told what was told of frontiers
/// @param retryLog reads what waits in the retry topic
/// @param skips orders to go on behind halted places
/// @param sinks where scores go besides topics
record StreamSetup(
        Action action,
        String group,
        String instance,
        Turn turn,
        boolean careful,
        int suspects,
        long windowBytes,
        String trackingTopic,
        PollScoring scoring,
        Outlets outlets,
        TopicIds topicIds,
        Told told,
        KeyGate.RetryLog retryLog,
        SkipBook skips,
        Sinks sinks,
        LoopStatus status,
        StreamMetrics metrics,
        InstantSource clock) {}
