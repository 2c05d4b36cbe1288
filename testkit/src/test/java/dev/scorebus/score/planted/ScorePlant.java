package dev.scorebus.score.planted;

import dev.scorebus.tracking.planted.TrackingPlant;
import java.util.List;

/// Knows another service.
public record ScorePlant(List<TrackingPlant> others) {}
