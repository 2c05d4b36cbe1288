package dev.scorebus.deploy;

import java.util.Map;

/// The ports of the services, as `docs/design/contracts.md` says.
final class Ports {
    static final Map<String, Integer> API =
            Map.of("gateway", 8080, "train", 8081, "score", 8082, "tracking", 8083);

    private Ports() {}

    static int management(String service) {
        return API.getOrDefault(service, 0) + 1000;
    }
}
