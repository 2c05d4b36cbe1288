/// Commands of installed programs by HTTP.
@NullMarked
package dev.scorebus.score.request.command;

import org.jspecify.annotations.NullMarked;
