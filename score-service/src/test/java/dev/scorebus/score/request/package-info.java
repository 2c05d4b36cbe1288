/// Tests of scoring by REST.
@NullMarked
package dev.scorebus.score.request;

import org.jspecify.annotations.NullMarked;
