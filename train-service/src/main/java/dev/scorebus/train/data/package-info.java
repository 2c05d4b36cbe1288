/// Data sets: taken in as streams, kept by sha-256, profiled by reading them once, and read again row by row for training.
@NullMarked
package dev.scorebus.train.data;

import org.jspecify.annotations.NullMarked;
