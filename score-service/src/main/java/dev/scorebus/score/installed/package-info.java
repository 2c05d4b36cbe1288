/// Programs in other languages, installed in a folder of this machine and called over the bridge.
@NullMarked
package dev.scorebus.score.installed;

import org.jspecify.annotations.NullMarked;
