/// The plain way to score: objects of features in, scores out.
@NullMarked
package dev.scorebus.score.request.api;

import org.jspecify.annotations.NullMarked;
