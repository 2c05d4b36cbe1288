/// Action files: one parser for laptop, score-service and operator.
@NullMarked
package dev.scorebus.action;

import org.jspecify.annotations.NullMarked;
