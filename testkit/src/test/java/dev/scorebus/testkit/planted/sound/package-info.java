/// Code that looks like a violation and is none.
@NullMarked
package dev.scorebus.testkit.planted.sound;

import org.jspecify.annotations.NullMarked;
