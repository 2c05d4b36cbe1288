/// Tests of the models of an instance.
@NullMarked
package dev.scorebus.score.model;

import org.jspecify.annotations.NullMarked;
