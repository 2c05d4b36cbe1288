package dev.scorebus.score.action;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/// Says which actions do not run, and why. It takes no instance out of service: requests are scored while topics cannot be read or
/// written, and another instance would fare no better.
@Component
final class ActionsHealthIndicator implements HealthIndicator {
    /// Up, and something waits.
    static final Status WAITING = new Status("WAITING");

    private final StatusBoard board;

    ActionsHealthIndicator(StatusBoard board) {
        this.board = board;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        board.all()
                .forEach(
                        (action, status) -> {
                            switch (status.state()) {
                                case RUNNING, PAUSED, STOPPED -> {}
                                case WAITING, FAILED ->
                                        health.status(WAITING)
                                                .withDetail(
                                                        action, String.valueOf(status.reason()));
                            }
                        });
        return health.build();
    }
}
