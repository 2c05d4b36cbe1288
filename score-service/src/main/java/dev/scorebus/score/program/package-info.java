/// The line between Scorebus and science code: messages go in, one reply per message comes out, nothing is thrown across.
@NullMarked
package dev.scorebus.score.program;

import org.jspecify.annotations.NullMarked;
