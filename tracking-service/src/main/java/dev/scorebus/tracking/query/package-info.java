/// Answers what became of a message, of an action, of a time.
@NullMarked
package dev.scorebus.tracking.query;

import org.jspecify.annotations.NullMarked;
