/// Tests.
@NullMarked
package dev.scorebus.train.run;

import org.jspecify.annotations.NullMarked;
