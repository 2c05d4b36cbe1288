/// How a request reaches the service that answers it, and what becomes of it when it does not.
@NullMarked
package dev.scorebus.gateway.route;

import org.jspecify.annotations.NullMarked;
