/// Training runs: a durable queue in PostgreSQL, 15 slots that are leased and fenced, and the loop that takes and ends runs.
@NullMarked
package dev.scorebus.train.run;

import org.jspecify.annotations.NullMarked;
