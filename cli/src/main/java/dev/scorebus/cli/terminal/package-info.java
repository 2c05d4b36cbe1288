/// What a person sees: lines, tables, progress, and failures that say what to do next.
@NullMarked
package dev.scorebus.cli.terminal;

import org.jspecify.annotations.NullMarked;
