/// Turns one poll of records into scores, and commits what became of each of them.
@NullMarked
package dev.scorebus.score.stream;

import org.jspecify.annotations.NullMarked;
