/// New programs, from templates.
@NullMarked
package dev.scorebus.cli.template;

import org.jspecify.annotations.NullMarked;
