package dev.scorebus.testkit.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a service says at `/actuator/prometheus`, and what is wrong with its names: the rules of `promtool check metrics`.
///
/// ```java
/// assertThat(Exposition.read(body).problems()).isEmpty();
/// ```
public final class Exposition {
    private static final Pattern COMMENT =
            Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ?(.*)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+( \\d+)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\",?");
    private static final Set<String> ABBREVIATIONS =
            Set.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");
    private static final Map<String, String> BASE_UNITS =
            Map.ofEntries(
                    Map.entry("nanoseconds", "seconds"),
                    Map.entry("microseconds", "seconds"),
                    Map.entry("milliseconds", "seconds"),
                    Map.entry("minutes", "seconds"),
                    Map.entry("hours", "seconds"),
                    Map.entry("days", "seconds"),
                    Map.entry("kilobytes", "bytes"),
                    Map.entry("megabytes", "bytes"),
                    Map.entry("gigabytes", "bytes"),
                    Map.entry("percent", "ratio"),
                    Map.entry("fahrenheit", "celsius"));

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Exposition() {}

    /// Reads an exposition in Prometheus's text format.
    public static Exposition read(String text) {
        Exposition exposition = new Exposition();
        text.lines().filter(line -> !line.isBlank()).forEach(exposition::line);
        exposition.families.values().forEach(exposition::check);
        return exposition;
    }

    /// What is wrong, each with the metric's name; empty when nothing is.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// The names of all metrics, without the endings of histograms.
    public Set<String> names() {
        return new TreeSet<>(families.keySet());
    }

    private void line(String line) {
        Matcher comment = COMMENT.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (comment.matches()) {
            Family family = families.computeIfAbsent(comment.group(2), Family::new);
            if (comment.group(1).equals("HELP")) {
                family.help = comment.group(3);
            } else {
                family.type = comment.group(3);
            }
        } else if (sample.matches()) {
            Family family = familyOf(sample.group(1));
            labels(family, sample.group(2) == null ? "" : sample.group(2));
        } else if (!line.startsWith("#")) {
            problems.add("'%s' is no sample".formatted(line));
        }
    }

    private Family familyOf(String sample) {
        return Stream.of("", "_bucket", "_sum", "_count", "_created")
                .filter(sample::endsWith)
                .map(ending -> sample.substring(0, sample.length() - ending.length()))
                .filter(families::containsKey)
                .findFirst()
                .map(families::get)
                .orElseGet(() -> families.computeIfAbsent(sample, Family::new));
    }

    private void labels(Family family, String labels) {
        Matcher label = LABEL.matcher(labels);
        int end = 0;
        while (label.lookingAt()) {
            family.labels.add(label.group(1));
            end = label.end();
            label.region(end, labels.length());
        }
        if (end < labels.length()) {
            problems.add("%s has the labels '%s'".formatted(family.name, labels));
        }
    }

    private void check(Family family) {
        checkEnding(family);
        checkWords(family);
        checkLabels(family);
    }

    private void checkEnding(Family family) {
        boolean counts = family.type.equals("histogram") || family.type.equals("summary");
        blame(family, family.help.isEmpty(), "no help text");
        blame(family, family.type.isEmpty(), "no type");
        blame(
                family,
                family.type.equals("counter") && !family.name.endsWith("_total"),
                "counter metrics should have \"_total\" suffix");
        blame(
                family,
                !family.type.equals("counter") && family.name.endsWith("_total"),
                "non-counter metrics should not have \"_total\" suffix");
        for (String ending : List.of("_count", "_sum", "_bucket")) {
            blame(
                    family,
                    !counts && family.name.endsWith(ending),
                    "non-histogram and non-summary metrics should not have \""
                            + ending
                            + "\" suffix");
        }
    }

    private void checkWords(Family family) {
        List<String> words = List.of(family.name.split("_", -1));
        blame(family, family.name.contains(":"), "metric names should not contain ':'");
        blame(
                family,
                Stream.concat(Stream.of(family.name), family.labels.stream())
                        .anyMatch(name -> name.matches(".*[a-z][A-Z].*")),
                "names should be written in 'snake_case' not 'camelCase'");
        blame(
                family,
                words.stream().anyMatch(ABBREVIATIONS::contains),
                "metric names should not contain abbreviated units");
        words.stream()
                .filter(BASE_UNITS::containsKey)
                .forEach(
                        unit ->
                                blame(
                                        family,
                                        true,
                                        "use base unit \"%s\" instead of \"%s\""
                                                .formatted(BASE_UNITS.get(unit), unit)));
        blame(
                family,
                words.contains(family.type),
                "metric name should not include type '" + family.type + "'");
    }

    private void checkLabels(Family family) {
        blame(
                family,
                !family.type.equals("histogram") && family.labels.contains("le"),
                "non-histogram metrics should not have \"le\" label");
        blame(
                family,
                !family.type.equals("summary") && family.labels.contains("quantile"),
                "non-summary metrics should not have \"quantile\" label");
    }

    private void blame(Family family, boolean guilty, String problem) {
        if (guilty) {
            problems.add(family.name + " " + problem);
        }
    }

    /// One metric with all its samples.
    private static final class Family {
        private final String name;
        private final Set<String> labels = new TreeSet<>();
        private String type = "";
        private String help = "";

        Family(String name) {
            this.name = name;
        }
    }
}
