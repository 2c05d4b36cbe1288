/// Tests.
@NullMarked
package dev.scorebus.tracking.edge;

import org.jspecify.annotations.NullMarked;
