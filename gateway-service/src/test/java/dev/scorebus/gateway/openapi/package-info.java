/// Tests of the one OpenAPI document.
@NullMarked
package dev.scorebus.gateway.openapi;

import org.jspecify.annotations.NullMarked;
