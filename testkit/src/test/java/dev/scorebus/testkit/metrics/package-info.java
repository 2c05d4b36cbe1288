/// Tests of the checks of metrics.
@NullMarked
package dev.scorebus.testkit.metrics;

import org.jspecify.annotations.NullMarked;
