/// Gradient-boosted trees in plain Java: reads a model, predicts and explains.
@NullMarked
package dev.scorebus.trees;

import org.jspecify.annotations.NullMarked;
