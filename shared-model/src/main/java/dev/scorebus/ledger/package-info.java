/// What score-service says of every offset it has passed, and tracking-service folds into the ledger.
@NullMarked
package dev.scorebus.ledger;

import org.jspecify.annotations.NullMarked;
