/// Kafka and PostgreSQL, real ones, started by this JVM, with their data under one folder. Kafka runs inside the JVM;
/// PostgreSQL is a process of its own, which the next start finds and stops if this JVM was killed.
@NullMarked
package dev.scorebus.local;

import org.jspecify.annotations.NullMarked;
