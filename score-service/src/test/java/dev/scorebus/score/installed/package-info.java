@NullMarked
package dev.scorebus.score.installed;

import org.jspecify.annotations.NullMarked;
