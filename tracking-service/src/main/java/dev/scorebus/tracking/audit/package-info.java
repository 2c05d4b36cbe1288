/// Proves, on demand, that every offset up to each frontier is accounted for exactly once.
@NullMarked
package dev.scorebus.tracking.audit;

import org.jspecify.annotations.NullMarked;
