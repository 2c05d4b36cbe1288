@NullMarked
package dev.scorebus.train.bridge;

import org.jspecify.annotations.NullMarked;
