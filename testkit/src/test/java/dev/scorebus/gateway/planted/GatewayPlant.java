package dev.scorebus.gateway.planted;

import dev.scorebus.train.planted.TrainPlant;

/// Knows another service.
public record GatewayPlant(TrainPlant other) {}
