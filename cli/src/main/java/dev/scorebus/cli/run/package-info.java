/// Lists training runs, cancels them and starts them again.
@NullMarked
package dev.scorebus.cli.run;

import org.jspecify.annotations.NullMarked;
