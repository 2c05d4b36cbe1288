/// KServe v1: `:predict` and `:explain`.
@NullMarked
package dev.scorebus.score.request.v1;

import org.jspecify.annotations.NullMarked;
