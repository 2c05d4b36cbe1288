/// Kafka and PostgreSQL inside this JVM, with their data under one folder.
@NullMarked
package dev.scorebus.local;

import org.jspecify.annotations.NullMarked;
