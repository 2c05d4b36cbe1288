/// What every service's metrics have in common: Prometheus finds nothing wrong with their names and help texts. An
/// auto-configuration, as is the door of `dev.scorebus.access`.
@NullMarked
package dev.scorebus.metrics;

import org.jspecify.annotations.NullMarked;
