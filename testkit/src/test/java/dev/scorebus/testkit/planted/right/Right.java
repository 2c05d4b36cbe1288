package dev.scorebus.testkit.planted.right;

import dev.scorebus.testkit.planted.left.Left;
import java.util.List;

/// Needs [Left], which needs it.
public record Right(List<Left> lefts) {}
