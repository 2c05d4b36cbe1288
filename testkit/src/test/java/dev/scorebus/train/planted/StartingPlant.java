package dev.scorebus.train.planted;

import dev.scorebus.local.LocalPlatform;

/// A service that starts the platform itself.
public record StartingPlant(LocalPlatform platform) {}
