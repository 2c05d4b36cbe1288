/// A platform for a benchmark: broker, database, score-service and tracking-service in this JVM, on free ports.
@NullMarked
package dev.scorebus.benchmarks.service;

import org.jspecify.annotations.NullMarked;
