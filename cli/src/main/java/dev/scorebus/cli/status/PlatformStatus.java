package dev.scorebus.cli.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.cli.platform.PlatformPlace;
import dev.scorebus.cli.platform.Ports;
import dev.scorebus.cli.platform.RunningPlatform;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Table;
import dev.scorebus.local.LocalPlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What runs.
///
/// @param ready whether every service is ready to work
/// @param home the platform's folder, when it is one of this machine
/// @param url its address, when it is elsewhere
/// @param pid its process, when one lives
/// @param services the services, and whether they say that they are ready
/// @param infrastructure Kafka and PostgreSQL, where they are known
/// @param actions what each action does, when score-service could be asked
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlatformStatus(
        boolean ready,
        @Nullable String home,
        @Nullable String url,
        @Nullable Long pid,
        List<Part> services,
        List<Part> infrastructure,
        List<ActionLine> actions) {
    private static final int CONNECT_MILLIS = 1000;
    private static final String READINESS = "/actuator/health/readiness";

    /// Where tracking-service says why the ledger stands still.
    private static final String REASON = "/components/fold/details/reason";

    /// Something that runs.
    ///
    /// @param url where it answers
    /// @param management where its health and metrics are
    /// @param ready whether it says that it is ready to work, or takes a connection
    /// @param reason why it is not, or what waits, where that is known
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part(
            String name,
            String url,
            @Nullable String management,
            boolean ready,
            @Nullable String reason) {}

    static PlatformStatus of(PlatformPlace place) {
        return switch (place) {
            case PlatformPlace.OnFolder(PlatformHome home) ->
                    home.running()
                            .map(running -> here(home, running))
                            .orElseGet(() -> nothing(home.folder().toString(), null));
            case PlatformPlace.Elsewhere(URI url) -> elsewhere(url);
        };
    }

    private static PlatformStatus nothing(@Nullable String home, @Nullable String url) {
        return new PlatformStatus(false, home, url, null, List.of(), List.of(), List.of());
    }

    private static PlatformStatus here(PlatformHome home, RunningPlatform running) {
        Ports ports = running.ports();
        List<Part> services =
                List.of(
                        service("gateway-service", ports, ports.gateway()),
                        service("train-service", ports, ports.train()),
                        service("score-service", ports, ports.score()),
                        service("tracking-service", ports, ports.tracking()));
        List<Part> infrastructure =
                List.of(
                        kafka(home, ports),
                        new Part(
                                "PostgreSQL",
                                "127.0.0.1:%d/%s"
                                        .formatted(ports.postgres(), LocalPlatform.DATABASE),
                                null,
                                takes(ports.postgres()),
                                null));
        boolean ready = services.stream().allMatch(Part::ready);
        try (Api api = new Api(URI.create(Ports.url(ports.gateway())))) {
            return new PlatformStatus(
                    ready,
                    home.folder().toString(),
                    null,
                    running.pid(),
                    services,
                    infrastructure,
                    actions(services, api));
        }
    }

    private static Part kafka(PlatformHome home, Ports ports) {
        boolean ready = takes(ports.kafka());
        String reason =
                ready
                        ? null
                        : LocalPlatform.shortage(home.folder())
                                .map(
                                        shortage ->
                                                "stopped, "
                                                        + shortage
                                                        + "; it goes on when there is room")
                                .orElse(null);
        return new Part("Kafka", ports.bootstrap(), null, ready, reason);
    }

    /// Of a platform elsewhere only the gateway is known; what lies behind it is asked for through it.
    private static PlatformStatus elsewhere(URI url) {
        try (Api api = new Api(url)) {
            if (!api.listens()) {
                return nothing(null, url.toString());
            }
            List<Part> services =
                    List.of(
                            behind("gateway-service", url, () -> api.answers("/readyz")),
                            behind("train-service", url, () -> api.answers("/api/data-sets")),
                            behind("score-service", url, () -> api.answers("/api/actions")),
                            behind("tracking-service", url, () -> api.answers("/api/frontiers")));
            boolean ready = services.stream().allMatch(Part::ready);
            return new PlatformStatus(
                    ready, null, url.toString(), null, services, List.of(), actions(services, api));
        }
    }

    private static Part behind(String name, URI url, BooleanSupplier answers) {
        return new Part(name, url.toString(), null, answers.getAsBoolean(), null);
    }

    private static Part service(String name, Ports ports, int port) {
        String management = Ports.url(ports.management(port));
        try (Api api = new Api(URI.create(management))) {
            Api.Seen readiness = api.look(READINESS);
            return new Part(
                    name,
                    Ports.url(port),
                    management,
                    readiness.well(),
                    readiness.body().at(REASON).asString(null));
        }
    }

    private static boolean takes(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static List<ActionLine> actions(List<Part> services, Api api) {
        boolean asked = services.getFirst().ready() && services.get(2).ready();
        return asked ? ActionLine.all(api, services.get(3).ready()) : List.of();
    }

    /// Whether an action has failed.
    boolean hasFailedAction() {
        return actions.stream().anyMatch(ActionLine::isFailed);
    }

    void print(Console console) {
        if (services.isEmpty()) {
            console.say(
                    url == null
                            ? "No platform runs on %s; start one with `./scorebus up`"
                                    .formatted(home)
                            : "Nothing answers at %s; name the gateway of a platform with --url or SCOREBUS_URL"
                                    .formatted(url));
            return;
        }
        console.say(
                (ready ? "ready" : "not ready")
                        + Optional.ofNullable(pid)
                                .map(id -> ": process %d, data in %s".formatted(id, home))
                                .orElse(""));
        Table table = new Table("SERVICE", "READY", "ADDRESS", "MANAGEMENT");
        services.forEach(part -> row(table, part));
        infrastructure.forEach(part -> row(table, part));
        table.print(console);
        Stream.concat(services.stream(), infrastructure.stream())
                .filter(part -> part.reason() != null)
                .forEach(part -> console.say("  %s: %s".formatted(part.name(), part.reason())));
        ActionLine.print(console, actions);
    }

    private static void row(Table table, Part part) {
        table.row(
                part.name(),
                part.ready() ? "yes" : "no",
                part.url(),
                part.management() == null ? "" : part.management());
    }
}
