/// The built-in program `trees`: decodes messages into rows by the feature contract, predicts and explains.
@NullMarked
package dev.scorebus.score.trees;

import org.jspecify.annotations.NullMarked;
