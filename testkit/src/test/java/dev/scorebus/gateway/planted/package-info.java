/// Code that breaks the directions between modules on purpose.
@NullMarked
package dev.scorebus.gateway.planted;

import org.jspecify.annotations.NullMarked;
