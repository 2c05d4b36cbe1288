/// Tests of the command line.
@NullMarked
package dev.scorebus.cli.platform;

import org.jspecify.annotations.NullMarked;
