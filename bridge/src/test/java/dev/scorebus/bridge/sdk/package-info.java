@NullMarked
package dev.scorebus.bridge.sdk;

import org.jspecify.annotations.NullMarked;
