/// Holds programs in any language to the bridge protocol.
@NullMarked
package dev.scorebus.cli.bridge;

import org.jspecify.annotations.NullMarked;
