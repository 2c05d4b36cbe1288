/// Code that breaks the directions between modules on purpose.
@NullMarked
package dev.scorebus.score.planted;

import org.jspecify.annotations.NullMarked;
