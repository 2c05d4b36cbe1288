/// One OpenAPI document over all services, and the page that shows it.
@NullMarked
package dev.scorebus.gateway.openapi;

import org.jspecify.annotations.NullMarked;
