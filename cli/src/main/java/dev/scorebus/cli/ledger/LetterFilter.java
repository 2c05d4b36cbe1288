package dev.scorebus.cli.ledger;

import dev.scorebus.cli.http.Api;
import dev.scorebus.message.WireJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// Chooses dead letters by why and when they died.
final class LetterFilter {
    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "those that died of this: SCHEMA, PROGRAM or TIMEOUT")
    private @Nullable String kind;

    @Option(
            names = "--error-class",
            paramLabel = "CLASS",
            description =
                    "those that died of this class of error: its whole name, or what follows its last dot")
    private @Nullable String errorClass;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "those that died then or later, such as 2026-03-01T00:00:00Z")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "those that died before")
    private @Nullable String until;

    /// Whether it says anything.
    boolean isEmpty() {
        return fields().isEmpty();
    }

    /// As a part of a query, with an `&` before each field.
    String query() {
        return fields().entrySet().stream()
                .map(field -> "&" + field.getKey() + "=" + Api.encode(field.getValue()))
                .collect(Collectors.joining());
    }

    /// As a part of a body.
    ObjectNode json() {
        ObjectNode filter = WireJson.mapper().createObjectNode();
        fields().forEach(filter::put);
        return filter;
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        if (kind != null) {
            fields.put("kind", kind);
        }
        if (errorClass != null) {
            fields.put("errorClass", errorClass);
        }
        if (since != null) {
            fields.put("since", since);
        }
        if (until != null) {
            fields.put("until", until);
        }
        return fields;
    }
}
