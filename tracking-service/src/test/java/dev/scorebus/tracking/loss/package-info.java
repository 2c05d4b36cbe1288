/// Tests.
@NullMarked
package dev.scorebus.tracking.loss;

import org.jspecify.annotations.NullMarked;
