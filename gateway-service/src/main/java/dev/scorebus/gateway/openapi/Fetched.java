package dev.scorebus.gateway.openapi;

import tools.jackson.databind.node.ObjectNode;

/// What a service said when it was asked for its OpenAPI document.
sealed interface Fetched {
    /// Its document.
    record Document(ObjectNode root) implements Fetched {}

    /// Nothing of use.
    record Missing(String reason) implements Fetched {}
}
