/// Tests of scoring by stream.
@NullMarked
package dev.scorebus.score.stream;

import org.jspecify.annotations.NullMarked;
