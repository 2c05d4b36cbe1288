/// The platform on a laptop: Kafka, PostgreSQL and the four services in one process of their own, started and stopped by commands.
@NullMarked
package dev.scorebus.cli.platform;

import org.jspecify.annotations.NullMarked;
