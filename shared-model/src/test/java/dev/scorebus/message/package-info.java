/// Tests of messages on the wire.
@NullMarked
package dev.scorebus.message;

import org.jspecify.annotations.NullMarked;
