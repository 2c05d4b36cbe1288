/// Records of the tracking topic that could not be folded, and what people decide about them.
@NullMarked
package dev.scorebus.tracking.parked;

import org.jspecify.annotations.NullMarked;
