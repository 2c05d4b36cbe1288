/// The one door in front of all services: it routes, limits and names requests, and keeps no state.
@NullMarked
package dev.scorebus.gateway;

import org.jspecify.annotations.NullMarked;
