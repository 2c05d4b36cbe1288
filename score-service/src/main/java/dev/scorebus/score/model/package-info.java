/// The model versions this instance knows, has on disk and holds open, and which of them serves now.
@NullMarked
package dev.scorebus.score.model;

import org.jspecify.annotations.NullMarked;
