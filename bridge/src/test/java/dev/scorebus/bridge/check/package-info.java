@NullMarked
package dev.scorebus.bridge.check;

import org.jspecify.annotations.NullMarked;
