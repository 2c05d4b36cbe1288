/// What a training program is given and what it gives back; the seam between runs and programs.
@NullMarked
package dev.scorebus.train.program;

import org.jspecify.annotations.NullMarked;
