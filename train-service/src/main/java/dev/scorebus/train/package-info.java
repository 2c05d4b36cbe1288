/// Data sets, training runs and the registry of models, as one service.
@NullMarked
package dev.scorebus.train;

import org.jspecify.annotations.NullMarked;
