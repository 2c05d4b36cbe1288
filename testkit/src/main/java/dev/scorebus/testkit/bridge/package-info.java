/// A program over the bridge, in Java, for tests that need one and no other language.
@NullMarked
package dev.scorebus.testkit.bridge;

import org.jspecify.annotations.NullMarked;
