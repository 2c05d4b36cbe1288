/// What the gateway can be told: where the services are, how much it lets in and how long it waits.
@NullMarked
package dev.scorebus.gateway.settings;

import org.jspecify.annotations.NullMarked;
