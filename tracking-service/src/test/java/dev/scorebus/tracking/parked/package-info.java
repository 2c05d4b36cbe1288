/// Tests.
@NullMarked
package dev.scorebus.tracking.parked;

import org.jspecify.annotations.NullMarked;
