/// Tests of the service as a whole.
@NullMarked
package dev.scorebus.score;

import org.jspecify.annotations.NullMarked;
