package dev.scorebus.tracking.planted;

import dev.scorebus.train.planted.inner.InnerPlant;

/// Knows another service.
public record TrackingPlant(InnerPlant other) {}
