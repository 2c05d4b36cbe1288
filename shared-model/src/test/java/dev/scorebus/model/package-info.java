/// Tests of models, scores and their wire format.
@NullMarked
package dev.scorebus.model;

import org.jspecify.annotations.NullMarked;
