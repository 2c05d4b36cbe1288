/// Tests of the command line.
@NullMarked
package dev.scorebus.cli.model;

import org.jspecify.annotations.NullMarked;
