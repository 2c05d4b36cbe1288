package dev.scorebus.score.model;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Ready when the registry of models is known, from Kafka or from the last start. Kafka itself is not asked for: requests are
/// scored without it.
@Component
final class ModelsHealthIndicator implements HealthIndicator {
    private final Models models;

    ModelsHealthIndicator(Models models) {
        this.models = models;
    }

    @Override
    public Health health() {
        return (models.known() ? Health.up() : Health.outOfService()).build();
    }
}
