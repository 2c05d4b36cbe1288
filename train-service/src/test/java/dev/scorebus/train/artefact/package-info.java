/// Tests.
@NullMarked
package dev.scorebus.train.artefact;

import org.jspecify.annotations.NullMarked;
