/// Tests of the command line.
@NullMarked
package dev.scorebus.cli.terminal;

import org.jspecify.annotations.NullMarked;
