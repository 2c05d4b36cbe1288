/// Says of each rule of the bridge protocol whether a program keeps it.
@NullMarked
package dev.scorebus.bridge.check;

import org.jspecify.annotations.NullMarked;
