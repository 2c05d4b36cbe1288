/// Checks what users run on Docker and Kubernetes, without either. Each rule has a planted mistake that it must find.
@NullMarked
package dev.scorebus.deploy;

import org.jspecify.annotations.NullMarked;
