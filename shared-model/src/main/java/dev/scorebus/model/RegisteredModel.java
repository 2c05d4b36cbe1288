package dev.scorebus.model;

import java.time.Instant;
import java.util.List;

/// A model version as the registry answers it over HTTP.
///
/// @param model the version
/// @param aliases the aliases that name it now
/// @param registeredAt when it was registered first
public record RegisteredModel(ModelVersion model, List<String> aliases, Instant registeredAt) {
    public RegisteredModel {
        aliases = List.copyOf(aliases);
    }
}
