package dev.scorebus.cli.model;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Progress;
import dev.scorebus.cli.terminal.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// One training run, watched from its request to its end.
public final class Training {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    // Each row: what it is called, the metric, the metric of a model that knows nothing.
    private static final List<List<String>> METRICS =
            List.of(
                    List.of("AUC, one class against the rest", "auc.ovr", ""),
                    List.of("AUC", "auc", ""),
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
        long rounds = run.path("request").path("parameters").path("rounds").asLong(0);
        try (Progress progress = console.progress("training", "rounds", rounds)) {
            while (!isOver(run)) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                run = api.get(path);
                show(progress, run.path("progress"));
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

    private static void show(Progress progress, JsonNode at) {
        if (at.hasNonNull("round")) {
            progress.outOf(at.path("rounds").asLong(0));
            String metric =
                    at.hasNonNull("metric") && at.path("value").isNumber()
                            ? String.format(
                                    Locale.ROOT,
                                    "%s %.4f",
                                    at.path("metric").asString(""),
                                    at.path("value").asDouble(0))
                            : "";
            progress.at(at.path("round").asLong(0), metric);
        }
    }

    /// Writes what came of a run: rows, the version, metrics beside what knowing nothing would give.
    public void print(JsonNode run) {
        JsonNode rows = run.path("rows");
        console.say(
                "model version %s, trained on %s rows, tested on the %s after them"
                        .formatted(
                                shorten(run.path("modelVersion").asString("")),
                                rows.path("train").asString("?"),
                                rows.path("test").asString("?")));
        JsonNode metrics = run.path("metrics");
        Table table = new Table("ON ROWS HELD OUT", "MODEL", "BASE RATE");
        for (List<String> metric : METRICS) {
            if (metrics.hasNonNull(metric.get(1))) {
                table.row(
                        metric.get(0),
                        number(metrics.path(metric.get(1))),
                        metric.get(1).startsWith("auc")
                                ? "0.500"
                                : number(metrics.path(metric.get(2))));
            }
        }
        table.print(console);
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "-";
    }

    /// The first twelve digits of a version: enough for people.
    public static String shorten(String version) {
        return version.substring(0, Math.min(12, version.length()));
    }
}
