package dev.scorebus.testkit.planted.unmarked;

import org.jspecify.annotations.NullUnmarked;

/// Lives in a package without a package-info.
@NullUnmarked
public final class Unmarked {}
