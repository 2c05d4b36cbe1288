/// Trains models: data sets, runs, the registry, promotion.
@NullMarked
package dev.scorebus.train;

import org.jspecify.annotations.NullMarked;
