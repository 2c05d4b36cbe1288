@NullMarked
package dev.scorebus.local.fault;

import org.jspecify.annotations.NullMarked;
