/// Faults of the network, made on purpose.
@NullMarked
package dev.scorebus.local.fault;

import org.jspecify.annotations.NullMarked;
