/// Tests of actions.
@NullMarked
package dev.scorebus.score.action;

import org.jspecify.annotations.NullMarked;
