/// Tests of the fault harness, and of the services under its faults.
@NullMarked
package dev.scorebus.benchmarks.nemesis;

import org.jspecify.annotations.NullMarked;
