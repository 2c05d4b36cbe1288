/// Streams beside a bare loop on the same clients and the same model.
@NullMarked
package dev.scorebus.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
