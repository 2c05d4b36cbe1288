/// What callers are told when a request cannot be answered, in the shape that its path speaks.
@NullMarked
package dev.scorebus.score.edge;

import org.jspecify.annotations.NullMarked;
