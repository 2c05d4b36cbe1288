/// The ledger: what score-service said of every offset, folded into PostgreSQL, asked, and proven.
@NullMarked
package dev.scorebus.tracking;

import org.jspecify.annotations.NullMarked;
