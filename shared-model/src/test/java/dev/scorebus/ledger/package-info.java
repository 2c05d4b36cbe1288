/// Tests of what the ledger is told.
@NullMarked
package dev.scorebus.ledger;

import org.jspecify.annotations.NullMarked;
