/// Reads action files as the services do, and puts actions to work.
@NullMarked
package dev.scorebus.cli.action;

import org.jspecify.annotations.NullMarked;
