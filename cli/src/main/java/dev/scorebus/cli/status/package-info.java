/// Shows what runs: services, actions, and why one does not.
@NullMarked
package dev.scorebus.cli.status;

import org.jspecify.annotations.NullMarked;
