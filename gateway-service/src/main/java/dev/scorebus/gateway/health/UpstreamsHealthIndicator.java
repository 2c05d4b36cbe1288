package dev.scorebus.gateway.health;

import dev.scorebus.gateway.route.UpstreamProbe;
import dev.scorebus.gateway.table.Service;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Asks every service whether it is ready. The gateway is ready while one of them is: were it taken out of service because
/// one is down, the others could not be reached either.
@Component("upstreams")
class UpstreamsHealthIndicator implements HealthIndicator {
    private static final String READINESS = "/readyz";
    private static final String UP = "UP";

    private final UpstreamProbe probe;

    UpstreamsHealthIndicator(UpstreamProbe probe) {
        this.probe = probe;
    }

    @Override
    public Health health() {
        Map<Service, String> states = new ConcurrentHashMap<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            Arrays.stream(Service.values())
                    .forEach(
                            service ->
                                    each.execute(
                                            () ->
                                                    states.put(
                                                            service,
                                                            state(probe.get(service, READINESS)))));
        }
        Health.Builder health = states.containsValue(UP) ? Health.up() : Health.outOfService();
        new EnumMap<>(states).forEach((service, state) -> health.withDetail(service.id(), state));
        return health.build();
    }

    private static String state(UpstreamProbe.Answer answer) {
        return switch (answer) {
            case UpstreamProbe.Answer.Came(int status, String _) when status < 500 -> UP;
            case UpstreamProbe.Answer.Came(int status, String _) -> "NOT READY: answered " + status;
            case UpstreamProbe.Answer.None(String reason) -> "DOWN: " + reason;
        };
    }
}
