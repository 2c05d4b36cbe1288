/// The one model and the one set of messages that every benchmark uses: 300 trees of depth 6 over 13 features of pull requests.
@NullMarked
package dev.scorebus.benchmarks.model;

import org.jspecify.annotations.NullMarked;
