/// The registry: immutable model versions, the aliases that name them, and the topic that tells the other services.
@NullMarked
package dev.scorebus.train.registry;

import org.jspecify.annotations.NullMarked;
