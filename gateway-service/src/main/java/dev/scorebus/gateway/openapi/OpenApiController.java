package dev.scorebus.gateway.openapi;

import dev.scorebus.access.Door;
import dev.scorebus.gateway.route.UpstreamProbe;
import dev.scorebus.gateway.table.Service;
import dev.scorebus.message.WireJson;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Serves the one OpenAPI document. It asks all services at once, each time: their documents change only when they do, and
/// a service that is down is missing and named, not remembered.
@Hidden
@RestController
class OpenApiController {
    private static final String SERVICE_DOCUMENT = "/v3/api-docs";

    private final UpstreamProbe probe;
    private final boolean locked;

    OpenApiController(UpstreamProbe probe, Door door) {
        this.probe = probe;
        this.locked = door.isLocked();
    }

    @GetMapping(path = "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] document() {
        Map<Service, Fetched> answers = new ConcurrentHashMap<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            Arrays.stream(Service.values())
                    .forEach(service -> each.execute(() -> answers.put(service, fetch(service))));
        }
        ObjectNode merged = new OpenApiMerge(locked).merge(new EnumMap<>(answers));
        return WireJson.mapper().writeValueAsBytes(merged);
    }

    private Fetched fetch(Service service) {
        return switch (probe.get(service, SERVICE_DOCUMENT)) {
            case UpstreamProbe.Answer.None(String reason) -> new Fetched.Missing(reason);
            case UpstreamProbe.Answer.Came(int status, String _) when status != 200 ->
                    new Fetched.Missing("answered %s with %d".formatted(SERVICE_DOCUMENT, status));
            case UpstreamProbe.Answer.Came(int _, String body) -> read(body);
        };
    }

    private static Fetched read(String body) {
        try {
            JsonNode tree = WireJson.mapper().readTree(body);
            return tree instanceof ObjectNode object
                    ? new Fetched.Document(object)
                    : new Fetched.Missing("answered no OpenAPI document");
        } catch (JacksonException e) {
            return new Fetched.Missing("answered no JSON");
        }
    }
}
