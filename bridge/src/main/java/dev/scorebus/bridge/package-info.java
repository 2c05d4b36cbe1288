/// Calls programs in any language, each in a process of its own, by the protocol of `docs/bridge-protocol.md`: start with
/// [BridgedProgram].
@NullMarked
package dev.scorebus.bridge;

import org.jspecify.annotations.NullMarked;
