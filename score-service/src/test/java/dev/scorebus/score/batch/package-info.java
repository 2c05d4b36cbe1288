/// Tests of batch runs.
@NullMarked
package dev.scorebus.score.batch;

import org.jspecify.annotations.NullMarked;
