package dev.scorebus.train.planted;

import dev.scorebus.score.planted.ScorePlant;

/// Knows another service.
public record TrainPlant(ScorePlant other) {}
