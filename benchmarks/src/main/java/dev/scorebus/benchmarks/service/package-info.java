/// What benchmarks and fault tests run on: a platform on free ports, its topics, its model, its APIs.
@NullMarked
package dev.scorebus.benchmarks.service;

import org.jspecify.annotations.NullMarked;
