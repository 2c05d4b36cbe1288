/// The command scorebus.
@NullMarked
package dev.scorebus.cli;

import org.jspecify.annotations.NullMarked;
