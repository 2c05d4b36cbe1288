/// What is measured now and then rather than counted as it happens.
@NullMarked
package dev.scorebus.tracking.gauge;

import org.jspecify.annotations.NullMarked;
