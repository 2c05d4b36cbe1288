/// REST beside a bare Spring endpoint with the same model, under the same load.
@NullMarked
package dev.scorebus.benchmarks.rest;

import org.jspecify.annotations.NullMarked;
