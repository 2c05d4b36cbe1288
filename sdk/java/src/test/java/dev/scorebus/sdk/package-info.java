@NullMarked
package dev.scorebus.sdk;

import org.jspecify.annotations.NullMarked;
