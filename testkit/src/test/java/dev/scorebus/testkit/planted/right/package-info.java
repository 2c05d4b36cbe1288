/// The other half of a package cycle that is there on purpose.
@NullMarked
package dev.scorebus.testkit.planted.right;

import org.jspecify.annotations.NullMarked;
