package dev.scorebus.cli.planted;

/// What nobody may need.
public record CliPlant() {}
