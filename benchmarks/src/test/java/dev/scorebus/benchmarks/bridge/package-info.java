/// A small run of the benchmark of the bridge.
@NullMarked
package dev.scorebus.benchmarks.bridge;

import org.jspecify.annotations.NullMarked;
