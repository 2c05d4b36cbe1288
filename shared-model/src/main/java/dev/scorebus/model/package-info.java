/// Model versions, what they read (the feature contract), what they answer (scores), and the aliases that name them.
@NullMarked
package dev.scorebus.model;

import org.jspecify.annotations.NullMarked;
