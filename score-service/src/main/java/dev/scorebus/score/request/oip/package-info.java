/// Open Inference Protocol v2 over HTTP, to the letter of its specification.
@NullMarked
package dev.scorebus.score.request.oip;

import org.jspecify.annotations.NullMarked;
