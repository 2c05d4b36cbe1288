/// The training half of the program `trees`: rows to gradient-boosted trees by native XGBoost, measured on the newest rows.
@NullMarked
package dev.scorebus.train.trees;

import org.jspecify.annotations.NullMarked;
