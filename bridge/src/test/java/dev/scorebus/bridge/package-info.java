@NullMarked
package dev.scorebus.bridge;

import org.jspecify.annotations.NullMarked;
