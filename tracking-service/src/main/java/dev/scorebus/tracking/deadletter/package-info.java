/// Messages that failed for good: which they are, what they hold, and giving them up.
@NullMarked
package dev.scorebus.tracking.deadletter;

import org.jspecify.annotations.NullMarked;
