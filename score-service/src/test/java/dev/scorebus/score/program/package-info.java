/// Tests of the line to science code.
@NullMarked
package dev.scorebus.score.program;

import org.jspecify.annotations.NullMarked;
