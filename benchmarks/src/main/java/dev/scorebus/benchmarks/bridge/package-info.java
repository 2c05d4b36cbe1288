/// Programs over the bridge beside bare sockets that carry the same JSON.
@NullMarked
package dev.scorebus.benchmarks.bridge;

import org.jspecify.annotations.NullMarked;
