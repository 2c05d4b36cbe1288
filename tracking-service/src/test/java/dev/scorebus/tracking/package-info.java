/// A scorer on paper that tells the ledger what a real one would, and tests of the service as a whole.
@NullMarked
package dev.scorebus.tracking;

import org.jspecify.annotations.NullMarked;
