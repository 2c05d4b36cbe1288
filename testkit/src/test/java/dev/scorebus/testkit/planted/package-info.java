/// Code that breaks each rule on purpose.
@NullMarked
package dev.scorebus.testkit.planted;

import org.jspecify.annotations.NullMarked;
