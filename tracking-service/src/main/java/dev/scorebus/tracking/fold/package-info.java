/// Folds the tracking topic into the ledger: each event moves its frontier by compare-and-set, is known already, or is
/// parked because something before it is missing.
@NullMarked
package dev.scorebus.tracking.fold;

import org.jspecify.annotations.NullMarked;
