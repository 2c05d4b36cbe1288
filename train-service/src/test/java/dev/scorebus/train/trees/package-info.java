/// Tests.
@NullMarked
package dev.scorebus.train.trees;

import org.jspecify.annotations.NullMarked;
