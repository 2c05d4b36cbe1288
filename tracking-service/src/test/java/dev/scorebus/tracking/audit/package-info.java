/// Tests.
@NullMarked
package dev.scorebus.tracking.audit;

import org.jspecify.annotations.NullMarked;
