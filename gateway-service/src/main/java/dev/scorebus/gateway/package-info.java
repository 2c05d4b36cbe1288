/// The one door to all services.
@NullMarked
package dev.scorebus.gateway;

import org.jspecify.annotations.NullMarked;
