/// The actions that all score-services follow, and what this instance does about each.
@NullMarked
package dev.scorebus.score.action;

import org.jspecify.annotations.NullMarked;
