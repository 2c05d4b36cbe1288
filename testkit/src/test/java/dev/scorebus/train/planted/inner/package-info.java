/// A part of a service that another one uses on purpose.
@NullMarked
package dev.scorebus.train.planted.inner;

import org.jspecify.annotations.NullMarked;
