package dev.scorebus.train.planted;

import dev.scorebus.cli.planted.CliPlant;

/// A service that needs the command line.
public record CallingPlant(CliPlant command) {}
