/// Tests of the command line.
@NullMarked
package dev.scorebus.cli.demo;

import org.jspecify.annotations.NullMarked;
