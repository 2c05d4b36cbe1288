package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// One training run, watched from its request to its end.
public final class Training {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    // Each row: what it is called, the metric, the metric of a model that knows nothing.
    private static final List<List<String>> METRICS =
            List.of(
                    List.of("AUC, one class against the rest", "auc.ovr", ""),
                    List.of("accuracy", "accuracy", "accuracy.base"),
                    List.of("log loss", "logLoss", "logLoss.base"),
                    List.of("Brier score", "brier", "brier.base"),
                    List.of("mean absolute error", "mae", "mae.base"),
                    List.of("root mean squared error", "rmse", "rmse.base"),
                    List.of("R squared", "r2", ""));

    private final Api api;
    private final Console console;

    public Training(Api api, Console console) {
        this.api = api;
        this.console = console;
    }

    /// Requests a run and shows its progress.
    ///
    /// @param request a `TrainingRequest`
    /// @return the run, trained
    /// @throws CommandFailure when it fails or is cancelled
    public JsonNode run(String request) {
        JsonNode run = api.post("/api/training-runs", request);
        String path = "/api/training-runs/" + run.path("id").asString("");
        try (TrainingProgress progress = new TrainingProgress(console)) {
            while (!isOver(run)) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                run = api.get(path);
                progress.show(run.path("progress"));
            }
            if (run.path("state").asString("").equals("trained")) {
                progress.finish();
            }
        }
        String state = run.path("state").asString("");
        if (!state.equals("trained")) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "The training run %s has %s: %s"
                            .formatted(
                                    run.path("id").asString(""),
                                    state.equals("failed") ? "failed" : "been " + state,
                                    run.path("error").asString("it does not say why")));
        }
        return run;
    }

    private static boolean isOver(JsonNode run) {
        return switch (run.path("state").asString("")) {
            case "trained", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /// Writes what came of a run: rows, the version, metrics beside what knowing nothing would give.
    public void print(JsonNode run) {
        JsonNode rows = run.path("rows");
        JsonNode request = run.path("request");
        String customer = request.path("customer").asString("");
        console.say(
                "model %s, %s, version %s, trained on %s rows, tested on %s others"
                        .formatted(
                                request.path("model").asString(""),
                                customer.isEmpty() ? "for all customers" : "for " + customer,
                                shorten(run.path("modelVersion").asString("")),
                                rows.path("train").asString("?"),
                                rows.path("test").asString("?")));
        promotion(run).ifPresent(console::say);
        run.path("notes").forEach(note -> console.say("note: " + note.asString("")));
        boolean binary = request.path("target").path("type").asString("").equals("binary");
        JsonNode metrics = run.path("metrics");
        Table table = new Table("ON ROWS HELD OUT", "MODEL", "BASE RATE");
        for (List<String> metric : METRICS) {
            if (metrics.hasNonNull(metric.get(1))) {
                table.row(
                        binary && metric.get(1).equals("auc.ovr") ? "AUC" : metric.get(0),
                        number(metrics.path(metric.get(1))),
                        metric.get(1).startsWith("auc")
                                ? "0.500"
                                : number(metrics.path(metric.get(2))));
            }
        }
        table.print(console);
    }

    /// Whether the alias that was asked for names the new version.
    private Optional<String> promotion(JsonNode run) {
        JsonNode request = run.path("request");
        String alias = request.path("promoteTo").asString("");
        if (alias.isEmpty()) {
            return Optional.of(
                    "not promoted: the training file has no promoteTo; `./scorebus model promote %s %s` does it"
                            .formatted(
                                    request.path("model").asString(""),
                                    shorten(run.path("modelVersion").asString(""))));
        }
        String customer = request.path("customer").asString("");
        String names =
                api.find(
                                "/api/models/%s/aliases/%s%s"
                                        .formatted(
                                                Api.encode(request.path("model").asString("")),
                                                Api.encode(alias),
                                                customer.isEmpty()
                                                        ? ""
                                                        : "?customer=" + Api.encode(customer)))
                        .map(moved -> moved.path("version").asString(""))
                        .orElse("");
        return Optional.of(
                names.equals(run.path("modelVersion").asString(""))
                        ? "promoted: it is %s now".formatted(alias)
                        : "not promoted: %s names %s"
                                .formatted(alias, names.isEmpty() ? "nothing" : shorten(names)));
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "-";
    }

    /// The first twelve digits of a version: enough for people.
    public static String shorten(String version) {
        return version.substring(0, Math.min(12, version.length()));
    }
}
