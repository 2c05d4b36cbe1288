/// Registers data, trains models on it, and asks a model for a score.
@NullMarked
package dev.scorebus.cli.model;

import org.jspecify.annotations.NullMarked;
