/// Tests of the command line.
@NullMarked
package dev.scorebus.cli;

import org.jspecify.annotations.NullMarked;
