/// Messages: their identity, the envelope they travel in, and the topics the services share.
@NullMarked
package dev.scorebus.message;

import org.jspecify.annotations.NullMarked;
