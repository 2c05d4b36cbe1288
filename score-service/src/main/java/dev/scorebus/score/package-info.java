/// Scores messages by REST and by stream.
@NullMarked
package dev.scorebus.score;

import org.jspecify.annotations.NullMarked;
