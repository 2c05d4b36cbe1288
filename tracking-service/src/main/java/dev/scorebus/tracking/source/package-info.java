/// The broker as the ledger needs it: what is committed, where logs begin and end, and the records of a stretch.
@NullMarked
package dev.scorebus.tracking.source;

import org.jspecify.annotations.NullMarked;
