/// Whether the services behind the gateway answer.
@NullMarked
package dev.scorebus.gateway.health;

import org.jspecify.annotations.NullMarked;
