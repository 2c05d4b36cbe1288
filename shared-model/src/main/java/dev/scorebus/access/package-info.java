/// Who may come in: everyone over loopback, or whoever shows the token; nothing in between. Every service has this door on
/// its API port and on its management port, because the auto-configuration is on the class path of all of them.
@NullMarked
package dev.scorebus.access;

import org.jspecify.annotations.NullMarked;
