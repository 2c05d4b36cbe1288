@NullMarked
package dev.scorebus.bridge.frame;

import org.jspecify.annotations.NullMarked;
