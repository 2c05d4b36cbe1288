/// What every request meets first: it gets a name, its size is limited, and its errors get one shape.
@NullMarked
package dev.scorebus.gateway.edge;

import org.jspecify.annotations.NullMarked;
