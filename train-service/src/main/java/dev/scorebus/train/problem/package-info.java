/// What can be wrong with a request, as a closed set, and the one place that turns it into RFC 9457 problem details.
@NullMarked
package dev.scorebus.train.problem;

import org.jspecify.annotations.NullMarked;
