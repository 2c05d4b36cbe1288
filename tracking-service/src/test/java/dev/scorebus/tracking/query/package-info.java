/// Tests.
@NullMarked
package dev.scorebus.tracking.query;

import org.jspecify.annotations.NullMarked;
