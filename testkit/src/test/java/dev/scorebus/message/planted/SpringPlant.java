package dev.scorebus.message.planted;

import org.springframework.core.env.Environment;

/// A shared word that needs Spring.
public record SpringPlant(Environment environment) {}
