@NullMarked
package dev.scorebus.refusal;

import org.jspecify.annotations.NullMarked;
