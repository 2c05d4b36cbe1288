package dev.scorebus.cli.demo;

import dev.scorebus.action.Action.Output;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.TopicRange;
import dev.scorebus.cli.action.ApplyCommand;
import dev.scorebus.cli.batch.BatchWatch;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.model.ScoreLines;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// The program that scored the stream, called in the other modes: by request, and in micro-batches over the same messages.
final class OtherModes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int REASONS = 3;
    private static final String ROW =
            "{\"team_size\": 7, \"src_churn\": 28, \"main_team_member\": true, \"requester_succ_rate\": 0.9}";

    private final Console console;
    private final Api api;
    private final Path example;

    /// @param example the folder of the action files
    OtherModes(Console console, Api api, Path example) {
        this.console = console;
        this.api = api;
        this.example = example;
    }

    /// One score by REST.
    void request() {
        console.say("   POST /api/models/merge-time/score " + ROW);
        JsonNode score = api.post("/api/models/merge-time/score?explain=top-3", ROW);
        ScoreLines lines = new ScoreLines(score);
        console.say("   %s, because %s".formatted(lines.headline(), lines.reasons(REASONS)));
    }

    /// The messages that are in the topic, once more, by another action.
    ///
    /// @param opened how many of them are to be scored
    /// @return how many were
    long microBatches(long opened) throws IOException {
        String action =
                ApplyCommand.apply(api, example.resolve("merge-time-micro-batch.yaml")).name();
        long scored = 0;
        try (Progress progress = console.progress("scored", "messages", opened)) {
            long moved = System.nanoTime();
            while (scored < opened && System.nanoTime() - moved < PATIENCE.toNanos()) {
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
                long now = scored(action);
                if (now > scored) {
                    moved = System.nanoTime();
                    scored = now;
                    progress.at(scored, "");
                }
            }
        }
        console.say("   action %s: %d scored in micro-batches".formatted(action, scored));
        return scored;
    }

    /// All that the topic holds, once more, as a batch whose scores go to a topic of their own.
    ///
    /// @return how many messages were scored
    long batch() {
        BatchWatch watch = new BatchWatch(api, console);
        JsonNode run =
                watch.toItsEnd(
                        watch.submit(
                                new BatchRequest(
                                        "merge-time",
                                        Source.of(new TopicRange(DemoTopics.REQUESTS, null, null)),
                                        List.of(new Output.Topic("merge-time-batch-scores")),
                                        null,
                                        "demo",
                                        null)));
        return run.at("/progress/scored").asLong();
    }

    private long scored(String action) {
        long scored = 0;
        for (JsonNode line : api.get("/api/summaries?action=" + Api.encode(action))) {
            scored += line.path("scored").asLong(0);
        }
        return scored;
    }
}
