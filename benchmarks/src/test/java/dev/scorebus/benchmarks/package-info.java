/// The architecture rules, for the benchmarks and the fault harness.
@NullMarked
package dev.scorebus.benchmarks;

import org.jspecify.annotations.NullMarked;
