/// Tests of the whole service.
@NullMarked
package dev.scorebus.train;

import org.jspecify.annotations.NullMarked;
