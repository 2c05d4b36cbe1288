/// Tests.
@NullMarked
package dev.scorebus.tracking.fold;

import org.jspecify.annotations.NullMarked;
