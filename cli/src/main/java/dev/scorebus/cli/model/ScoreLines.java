package dev.scorebus.cli.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A score, for people.
///
/// @param score a `Score` as JSON, or a score record's value, which has the same fields
public record ScoreLines(JsonNode score) {
    /// What was predicted and how sure the model is: `HOUR (61 %)`, or the number of a regression; the
    /// JSON of what is neither.
    public String headline() {
        JsonNode value = score.path("value");
        if (value.isNumber()) {
            return String.format(Locale.ROOT, "%.4g", value.asDouble());
        }
        if (value.isContainer()) {
            return value.toString();
        }
        String name = value.asString("");
        JsonNode probability = score.path("probabilities").path(name);
        return probability.isNumber()
                ? String.format(Locale.ROOT, "%s (%.0f %%)", name, probability.asDouble() * 100)
                : name;
    }

    /// The largest contributions that speak for what was predicted: `team_size +0.22, src_churn +0.05`; of a regression, the
    /// largest in either direction. When nothing speaks for it, what speaks against it most.
    ///
    /// @param most how many
    public String reasons(int most) {
        JsonNode explanation = score.path("explanation");
        String of = explanation.path("of").asString("");
        boolean regression = score.path("value").isNumber();
        int sign = of.isEmpty() || of.equals(score.path("value").asString("")) ? 1 : -1;
        List<String> pro = new ArrayList<>();
        List<String> contra = new ArrayList<>();
        explanation
                .path("contributions")
                .properties()
                .forEach(
                        entry -> {
                            double value = sign * entry.getValue().asDouble(0);
                            (regression || value > 0 ? pro : contra)
                                    .add(
                                            String.format(
                                                    Locale.ROOT,
                                                    "%s %+.2f",
                                                    entry.getKey(),
                                                    value));
                        });
        return pro.isEmpty() && !contra.isEmpty()
                ? "of little: against it " + first(contra, most)
                : first(pro, most);
    }

    private static String first(List<String> reasons, int most) {
        return String.join(", ", reasons.subList(0, Math.min(most, reasons.size())));
    }

    /// All of it.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(headline());
        score.path("probabilities")
                .properties()
                .forEach(
                        entry ->
                                lines.add(
                                        String.format(
                                                Locale.ROOT,
                                                "  %-24s %6.1f %%",
                                                entry.getKey(),
                                                entry.getValue().asDouble(0) * 100)));
        JsonNode explanation = score.path("explanation");
        if (explanation.isObject()) {
            String of = explanation.path("of").asString("");
            lines.add(of.isEmpty() ? "because" : "because, for " + of);
            lines.add(contribution("base value", explanation.path("base")));
            explanation
                    .path("contributions")
                    .properties()
                    .forEach(entry -> lines.add(contribution(entry.getKey(), entry.getValue())));
            if (explanation.hasNonNull("other")) {
                lines.add(contribution("all other features", explanation.path("other")));
            }
        }
        JsonNode model = score.path("model");
        lines.add(
                "model %s, version %s, %s"
                        .formatted(
                                model.path("name").asString(""),
                                Training.shorten(model.path("version").asString("")),
                                model.hasNonNull("customer")
                                        ? "of " + model.path("customer").asString("")
                                        : "over all customers"));
        return lines;
    }

    private static String contribution(String name, JsonNode value) {
        return String.format(Locale.ROOT, "  %-24s %+8.4f", name, value.asDouble(0));
    }
}
