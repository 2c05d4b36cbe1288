/// Takes scores to where the outputs of an action say, besides topics: before the transaction that commits them, and so that
/// saying it twice changes nothing.
@NullMarked
package dev.scorebus.score.sink;

import org.jspecify.annotations.NullMarked;
