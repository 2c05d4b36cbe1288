package dev.scorebus.cli.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Scorebus's own metrics with the names of their labels: as the documentation has them, and as services expose them.
///
/// @param labels by the metric's name
public record MetricsTable(Map<String, Set<String>> labels) {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(scorebus_\\w+)` \\| \\w+ \\| ([^|]*)\\|");
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^(scorebus_\\w+?)(?:\\{([^}]*)})? \\S+$");
    private static final Pattern HELP = Pattern.compile("(?m)^# TYPE (scorebus_\\w+) \\w+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Set<String> OF_PROMETHEUS = Set.of("le", "quantile", "service");

    /// The table of `docs/operations.md`.
    public static MetricsTable documented(Path root) throws IOException {
        Map<String, Set<String>> labels = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(root.resolve("docs/operations.md")));
        while (row.find()) {
            Set<String> names = new TreeSet<>();
            // `action, stage: poll, decode` has two labels; the words after a colon are values, up
            // to a semicolon.
            for (String part : row.group(2).split(";", -1)) {
                String withoutValues =
                        part.contains(":") ? part.substring(0, part.indexOf(':')) : part;
                for (String name : withoutValues.split(",", -1)) {
                    if (!name.isBlank()) {
                        names.add(name.strip());
                    }
                }
            }
            labels.put(row.group(1), names);
        }
        return new MetricsTable(labels);
    }

    /// What services expose.
    ///
    /// @param managements the addresses of their management ports
    public static List<String> expositions(List<String> managements)
            throws IOException, InterruptedException {
        List<String> expositions = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String management : managements) {
                URI metrics = URI.create(management + "/actuator/prometheus");
                expositions.add(
                        http.send(
                                        HttpRequest.newBuilder(metrics).build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body());
            }
        }
        return expositions;
    }

    /// What is in the expositions of services.
    public static MetricsTable exposed(Iterable<String> expositions) {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String exposition : expositions) {
            Matcher type = HELP.matcher(exposition);
            while (type.find()) {
                if (!type.group(1).endsWith("_max")) {
                    labels.putIfAbsent(type.group(1), new TreeSet<>());
                }
            }
            Matcher sample = SAMPLE.matcher(exposition);
            while (sample.find()) {
                String name = sample.group(1).replaceFirst("_(bucket|count|sum|max)$", "");
                Set<String> names = labels.get(name);
                if (names != null && sample.group(2) != null) {
                    Matcher label = LABEL.matcher(sample.group(2));
                    while (label.find()) {
                        if (!OF_PROMETHEUS.contains(label.group(1))) {
                            names.add(label.group(1));
                        }
                    }
                }
            }
        }
        return new MetricsTable(labels);
    }
}
