/// The services behind the gateway, and which of them answers which path.
@NullMarked
package dev.scorebus.gateway.table;

import org.jspecify.annotations.NullMarked;
