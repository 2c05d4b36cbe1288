/// What goes over the wire: a length and one JSON object.
@NullMarked
package dev.scorebus.bridge.frame;

import org.jspecify.annotations.NullMarked;
