/// Programs in Java that Scorebus calls over the bridge, in a process of their own.
@NullMarked
package dev.scorebus.sdk;

import org.jspecify.annotations.NullMarked;
