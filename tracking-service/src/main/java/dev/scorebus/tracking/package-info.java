/// Keeps the ledger of every message and proves it.
@NullMarked
package dev.scorebus.tracking;

import org.jspecify.annotations.NullMarked;
