package dev.scorebus.score.sink;

import java.util.UUID;

/// A partition that messages are read from.
///
/// @param topicId the topic; one that was made again under its name has another
public record Source(String topic, UUID topicId, int partition) {}
