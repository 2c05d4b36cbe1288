/// Makes topics and lists them, on the platform's Kafka.
@NullMarked
package dev.scorebus.cli.topic;

import org.jspecify.annotations.NullMarked;
