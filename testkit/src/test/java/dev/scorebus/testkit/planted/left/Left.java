package dev.scorebus.testkit.planted.left;

import dev.scorebus.testkit.planted.right.Right;

/// Needs [Right], which needs it.
public record Left(Right right) {}
