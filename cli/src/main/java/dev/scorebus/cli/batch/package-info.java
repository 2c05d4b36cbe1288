/// Asks for batch runs and heal runs, watches them, lists and cancels them.
@NullMarked
package dev.scorebus.cli.batch;

import org.jspecify.annotations.NullMarked;
