/// Tests of scoring by stream.
@NullMarked
package dev.scorebus.score.sink;

import org.jspecify.annotations.NullMarked;
