/// Measures what Scorebus costs beside the bare limit.
@NullMarked
package dev.scorebus.benchmarks;

import org.jspecify.annotations.NullMarked;
