/// Topics that are deleted before everything in them was read: what was left unread is told as lost.
@NullMarked
package dev.scorebus.tracking.gone;

import org.jspecify.annotations.NullMarked;
