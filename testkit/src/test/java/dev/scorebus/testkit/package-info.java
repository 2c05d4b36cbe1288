/// Tests of what the tests share.
@NullMarked
package dev.scorebus.testkit;

import org.jspecify.annotations.NullMarked;
