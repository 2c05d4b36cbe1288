@NullMarked
package dev.scorebus.tracking.gone;

import org.jspecify.annotations.NullMarked;
