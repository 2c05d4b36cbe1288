@NullMarked
package dev.scorebus.train.batch;

import org.jspecify.annotations.NullMarked;
