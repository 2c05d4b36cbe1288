/// Tests.
@NullMarked
package dev.scorebus.train.data;

import org.jspecify.annotations.NullMarked;
