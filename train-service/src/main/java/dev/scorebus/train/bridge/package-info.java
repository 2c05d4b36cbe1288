/// Training by programs in other languages, called over the bridge.
@NullMarked
package dev.scorebus.train.bridge;

import org.jspecify.annotations.NullMarked;
