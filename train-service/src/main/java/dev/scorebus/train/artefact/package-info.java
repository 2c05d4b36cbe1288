/// Bytes kept for ever under their sha-256.
@NullMarked
package dev.scorebus.train.artefact;

import org.jspecify.annotations.NullMarked;
