/// Tests of the platform on the laptop, with a real broker and a real database.
@NullMarked
package dev.scorebus.local;

import org.jspecify.annotations.NullMarked;
