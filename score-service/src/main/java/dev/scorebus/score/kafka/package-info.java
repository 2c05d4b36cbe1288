/// How this service reaches Kafka: client settings, topics that must exist, and compacted topics that are followed into memory.
@NullMarked
package dev.scorebus.score.kafka;

import org.jspecify.annotations.NullMarked;
