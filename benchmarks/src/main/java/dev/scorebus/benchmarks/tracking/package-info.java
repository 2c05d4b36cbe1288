/// What tracking costs beside inserting the same rows without any guarantee.
@NullMarked
package dev.scorebus.benchmarks.tracking;

import org.jspecify.annotations.NullMarked;
