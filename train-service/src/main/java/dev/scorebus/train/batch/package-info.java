/// Batch runs: their queue, the slots that they share with training runs, and what the workers that carry them out may still say.
@NullMarked
package dev.scorebus.train.batch;

import org.jspecify.annotations.NullMarked;
