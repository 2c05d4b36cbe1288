package dev.scorebus.cli.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Table;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What runs on this machine.
///
/// @param ready whether every service is ready to work
/// @param home the platform's folder
/// @param pid its process, when one lives
/// @param services the services and what they say of themselves
/// @param actions what each action does, when score-service could be asked
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlatformStatus(
        boolean ready,
        String home,
        @Nullable Long pid,
        List<ServiceStatus> services,
        List<ActionStatus> actions) {
    /// A service.
    ///
    /// @param ready whether its readiness probe says so
    record ServiceStatus(String name, String url, String management, boolean ready) {}

    /// An action on its instance.
    ///
    /// @param lag how many records it has not read yet, over all partitions
    record ActionStatus(
            String name, String state, long scored, long filtered, long failed, long lag) {}

    static PlatformStatus of(PlatformHome home, Ports ports) {
        Optional<RunningPlatform> running = home.running();
        List<ServiceStatus> services = new ArrayList<>();
        if (running.isPresent()) {
            services.add(service("gateway-service", ports, ports.gateway()));
            services.add(service("train-service", ports, ports.train()));
            services.add(service("score-service", ports, ports.score()));
            services.add(service("tracking-service", ports, ports.tracking()));
        }
        boolean ready = running.isPresent() && services.stream().allMatch(ServiceStatus::ready);
        return new PlatformStatus(
                ready,
                home.folder().toString(),
                running.map(RunningPlatform::pid).orElse(null),
                services,
                ready ? actions(ports) : List.of());
    }

    private static ServiceStatus service(String name, Ports ports, int port) {
        String management = Ports.url(ports.management(port));
        try (Api api = new Api(URI.create(management))) {
            return new ServiceStatus(
                    name, Ports.url(port), management, api.answers("/actuator/health/readiness"));
        }
    }

    private static List<ActionStatus> actions(Ports ports) {
        try (Api api = new Api(URI.create(Ports.url(ports.gateway())))) {
            List<ActionStatus> actions = new ArrayList<>();
            for (JsonNode action : api.get("/api/actions")) {
                JsonNode status = action.path("status");
                long lag = 0;
                for (JsonNode partition : status.path("partitions")) {
                    lag += partition.path("lag").asLong(0);
                }
                actions.add(
                        new ActionStatus(
                                action.path("action").path("name").asString(""),
                                status.path("state").asString("unknown"),
                                status.path("scored").asLong(0),
                                status.path("filtered").asLong(0),
                                status.path("failed").asLong(0),
                                lag));
            }
            return actions;
        }
    }

    void print(Console console) {
        if (pid == null) {
            console.say("No platform runs on %s; start one with `./scorebus up`".formatted(home));
            return;
        }
        console.say(
                "%s: process %d, data in %s".formatted(ready ? "ready" : "not ready", pid, home));
        Table table = new Table("SERVICE", "READY", "ADDRESS", "MANAGEMENT");
        for (ServiceStatus service : services) {
            table.row(
                    service.name(),
                    service.ready() ? "yes" : "no",
                    service.url(),
                    service.management());
        }
        table.print(console);
        if (!actions.isEmpty()) {
            Table list = new Table("ACTION", "STATE", "SCORED", "FILTERED", "FAILED", "LAG");
            for (ActionStatus action : actions) {
                list.row(
                        action.name(),
                        action.state(),
                        action.scored(),
                        action.filtered(),
                        action.failed(),
                        action.lag());
            }
            console.say("");
            list.print(console);
        }
    }
}
