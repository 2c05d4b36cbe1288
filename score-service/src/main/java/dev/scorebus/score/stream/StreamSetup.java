package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import java.time.InstantSource;

/// What a session needs beside its clients.
///
/// @param group the action's consumer group
/// @param instance names this process start
/// @param suspects how many messages of a partition may be under way at once
/// @param trackingTopic where tracking events go
record StreamSetup(
        Action action,
        String group,
        String instance,
        int suspects,
        String trackingTopic,
        PollScoring scoring,
        Outlets outlets,
        TopicIds topicIds,
        LoopStatus status,
        StreamMetrics metrics,
        InstantSource clock) {}
