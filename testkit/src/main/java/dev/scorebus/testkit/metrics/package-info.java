/// Checks of what a service tells Prometheus.
@NullMarked
package dev.scorebus.testkit.metrics;

import org.jspecify.annotations.NullMarked;
