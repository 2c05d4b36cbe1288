/// What is said about training over HTTP: requests, runs and the data sets they read.
@NullMarked
package dev.scorebus.training;

import org.jspecify.annotations.NullMarked;
