/// Programs in other languages: into the folder of a platform, out of it, and what is there.
@NullMarked
package dev.scorebus.cli.program;

import org.jspecify.annotations.NullMarked;
