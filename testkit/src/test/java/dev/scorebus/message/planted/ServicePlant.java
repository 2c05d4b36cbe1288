package dev.scorebus.message.planted;

import dev.scorebus.train.planted.CallingPlant;

/// A shared word that needs a service.
public record ServicePlant(CallingPlant owner) {}
