/// Tests.
@NullMarked
package dev.scorebus.tracking.deadletter;

import org.jspecify.annotations.NullMarked;
