package dev.scorebus.cli.http;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a service says when it refuses, for people.
///
/// @param problem a problem of RFC 9457, or `{"error": "…"}`
record Refusal(JsonNode problem) {
    /// The service's own words; a line for each mistake when there are several. Empty when it says nothing.
    String text() {
        List<String> faults = new ArrayList<>();
        for (String list : List.of("problems", "faults")) {
            for (JsonNode fault : problem.path(list)) {
                faults.add(fault.isString() ? fault.asString() : fault.toString());
            }
        }
        if (faults.size() > 1) {
            return "%s, %d mistakes:%s  %s"
                    .formatted(
                            problem.path("title").asString("Refused"),
                            faults.size(),
                            System.lineSeparator(),
                            String.join(System.lineSeparator() + "  ", faults));
        }
        for (String key : List.of("detail", "error", "title")) {
            if (problem.path(key).isString() && !problem.path(key).asString().isBlank()) {
                return problem.path(key).asString().strip();
            }
        }
        return "";
    }
}
