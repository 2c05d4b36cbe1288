/// Tests of actions, their files and their expressions.
@NullMarked
package dev.scorebus.action;

import org.jspecify.annotations.NullMarked;
