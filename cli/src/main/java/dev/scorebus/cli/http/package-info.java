/// Speaks to the platform as any client does: JSON over HTTP through the gateway.
@NullMarked
package dev.scorebus.cli.http;

import org.jspecify.annotations.NullMarked;
