/// What a client is told whose request ends before any code of a service sees it, or asks for what nothing reads. An
/// auto-configuration, as is the door of `dev.scorebus.access`.
@NullMarked
package dev.scorebus.refusal;

import org.jspecify.annotations.NullMarked;
