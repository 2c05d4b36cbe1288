/// Many messages with little memory.
@NullMarked
package dev.scorebus.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
