/// Tests of the gateway against small real HTTP servers in place of the services.
@NullMarked
package dev.scorebus.gateway;

import org.jspecify.annotations.NullMarked;
