package dev.scorebus.gateway.openapi;

import dev.scorebus.gateway.table.RouteTable;
import dev.scorebus.gateway.table.Service;
import dev.scorebus.message.WireJson;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes one OpenAPI document of several.
///
/// 1. A path is in it when the gateway routes it to the service that describes it.
/// 2. Every component and every operation id is prefixed with its service (`train.TrainingRun`), whether another service has
///    the name or not, so that names don't change with what happens to be running.
/// 3. Every operation has its service's tag and no other.
/// 4. A service that gave no document is named in `x-unavailable`, with the reason.
record OpenApiMerge(boolean locked) {
    private static final String COMPONENT = "#/components/";
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    ObjectNode merge(Map<Service, Fetched> answers) {
        ObjectNode merged = frame();
        ArrayNode tags = merged.withArray("tags");
        ArrayNode unavailable = WireJson.mapper().createArrayNode();
        Map<String, ObjectNode> paths = new TreeMap<>();
        for (Service service : Service.values()) {
            switch (answers.get(service)) {
                case Fetched.Document(ObjectNode root) -> {
                    tags.addObject().put("name", service.toString());
                    add(service, root, paths, merged.withObject("/components"));
                }
                case Fetched.Missing(String reason) ->
                        unavailable
                                .addObject()
                                .put("service", service.toString())
                                .put("reason", reason);
                case null -> {}
            }
        }
        paths.forEach(merged.withObject("/paths")::set);
        if (!unavailable.isEmpty()) {
            merged.set("x-unavailable", unavailable);
        }
        return merged;
    }

    private ObjectNode frame() {
        ObjectNode merged = WireJson.mapper().createObjectNode();
        merged.put("openapi", "3.1.0");
        merged.putObject("info")
                .put("title", "Scorebus")
                .put("version", "v1")
                .put("description", "All services of Scorebus, as the gateway offers them.");
        merged.putArray("servers").addObject().put("url", "/");
        merged.putArray("tags");
        merged.putObject("paths");
        ObjectNode components = merged.putObject("components");
        if (locked) {
            components
                    .putObject("securitySchemes")
                    .putObject("token")
                    .put("type", "http")
                    .put("scheme", "bearer");
            merged.putArray("security").addObject().putArray("token");
        }
        return merged;
    }

    private static void add(
            Service service, ObjectNode root, Map<String, ObjectNode> paths, ObjectNode merged) {
        ObjectNode renamed = rename(service, root);
        for (Map.Entry<String, JsonNode> path : renamed.path("paths").properties()) {
            if (RouteTable.service(concrete(path.getKey())).filter(service::equals).isPresent()
                    && path.getValue() instanceof ObjectNode item) {
                label(service, item);
                paths.computeIfAbsent(path.getKey(), _ -> WireJson.mapper().createObjectNode())
                        .setAll(item);
            }
        }
        for (Map.Entry<String, JsonNode> kind : renamed.path("components").properties()) {
            for (Map.Entry<String, JsonNode> component : kind.getValue().properties()) {
                merged.withObjectProperty(kind.getKey())
                        .set(service.id() + "." + component.getKey(), component.getValue());
            }
        }
    }

    /// A template such as `/api/models/{name}` as a path that could be asked for.
    private static String concrete(String template) {
        return template.replaceAll("\\{[^/}]*}", "x");
    }

    private static void label(Service service, ObjectNode item) {
        for (Map.Entry<String, JsonNode> operation : item.properties()) {
            if (METHODS.contains(operation.getKey())
                    && operation.getValue() instanceof ObjectNode described) {
                described.putArray("tags").add(service.toString());
                JsonNode id = described.get("operationId");
                if (id != null) {
                    described.put("operationId", service.id() + "." + id.asString());
                }
            }
        }
    }

    /// A copy in which every reference to a component carries the service's prefix.
    private static ObjectNode rename(Service service, ObjectNode root) {
        ObjectNode copy = root.deepCopy();
        rename(service, (JsonNode) copy);
        return copy;
    }

    private static void rename(Service service, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (isReference(field.getValue())) {
                    object.put(field.getKey(), prefixed(service, field.getValue().asString()));
                } else {
                    rename(service, field.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(element -> rename(service, element));
        }
    }

    /// In `$ref`, and in the mapping of a discriminator.
    private static boolean isReference(JsonNode value) {
        return value.isString() && value.asString().startsWith(COMPONENT);
    }

    private static String prefixed(Service service, String reference) {
        int name = reference.lastIndexOf('/') + 1;
        return reference.substring(0, name) + service.id() + "." + reference.substring(name);
    }
}
