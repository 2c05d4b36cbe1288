/// A platform whose parts are processes of their own, the faults that can strike them, and the proof that no message was lost or counted twice.
@NullMarked
package dev.scorebus.benchmarks.nemesis;

import org.jspecify.annotations.NullMarked;
