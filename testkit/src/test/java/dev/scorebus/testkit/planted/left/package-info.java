/// One half of a package cycle that is there on purpose.
@NullMarked
package dev.scorebus.testkit.planted.left;

import org.jspecify.annotations.NullMarked;
