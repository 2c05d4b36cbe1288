/// Tests of the program trees.
@NullMarked
package dev.scorebus.score.trees;

import org.jspecify.annotations.NullMarked;
