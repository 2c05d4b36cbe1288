/// Tests.
@NullMarked
package dev.scorebus.train.registry;

import org.jspecify.annotations.NullMarked;
