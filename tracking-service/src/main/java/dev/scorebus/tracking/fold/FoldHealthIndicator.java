package dev.scorebus.tracking.fold;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/// Says why the ledger stands still, when it does. It takes no instance out of service: what is in the ledger can be asked for, and
/// another instance would fare no better.
@Component("foldHealthIndicator")
class FoldHealthIndicator implements HealthIndicator {
    /// Up, and something waits.
    static final Status WAITING = new Status("WAITING");

    private final FoldLoop loop;

    FoldHealthIndicator(FoldLoop loop) {
        this.loop = loop;
    }

    @Override
    public Health health() {
        return loop.trouble()
                .map(
                        trouble ->
                                Health.status(WAITING)
                                        .withDetail(
                                                "reason",
                                                "the ledger cannot be written; it is tried again: "
                                                        + trouble)
                                        .build())
                .orElseGet(() -> Health.up().build());
    }
}
