/// What a prediction and its explanation cost in plain Java beside native XGBoost, on the model of the main example.
@NullMarked
package dev.scorebus.benchmarks.trees;

import org.jspecify.annotations.NullMarked;
