/// Runs what the documentation tells people to type.
@NullMarked
package dev.scorebus.cli.docs;

import org.jspecify.annotations.NullMarked;
