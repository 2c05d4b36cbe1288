/// Offsets that were gone before anybody read them: what is lost, and who has taken note of it.
@NullMarked
package dev.scorebus.tracking.loss;

import org.jspecify.annotations.NullMarked;
