package dev.scorebus.cli.demo;

import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.ledger.AuditCommand;
import dev.scorebus.cli.ledger.AuditReport;
import dev.scorebus.cli.ledger.DlqListCommand;
import dev.scorebus.cli.ledger.MessageStory;
import dev.scorebus.cli.model.Training;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.Table;
import dev.scorebus.message.WireJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Shows what tracking-service knows of a replay.
final class Tracked {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LETTERS = 1000;

    private final Console console;
    private final Api api;
    private final String action;

    Tracked(Console console, Api api, String action) {
        this.console = console;
        this.api = api;
        this.action = action;
    }

    /// Shows counts, one story and the dead letters.
    ///
    /// @return how many of the messages that cannot be scored are dead letters
    int show(Replay.Outcome replay) {
        catchUp();
        Table counts = new Table("ACTION", "MODE", "MODEL", "SCORED", "FILTERED", "FAILED");
        for (JsonNode line : api.get("/api/summaries?action=" + Api.encode(action))) {
            counts.row(
                    line.path("action").asString(""),
                    line.path("mode").asString(""),
                    models(line),
                    line.path("scored").asString("0"),
                    line.path("filtered").asString("0"),
                    line.path("failed").asString("0"));
        }
        counts.print(console);

        console.say("");
        console.say("The story of one message:");
        new MessageStory(
                        api.get(
                                "/api/messages/%s/%d/%d"
                                        .formatted(
                                                DemoTopics.REQUESTS,
                                                replay.example().partition(),
                                                replay.example().offset())))
                .print(console);

        console.say("");
        console.say("Messages that cannot be scored become dead letters, with payload and reason:");
        Set<Position> dead = new HashSet<>();
        ArrayNode ours = WireJson.mapper().createArrayNode();
        for (JsonNode letter : DlqListCommand.ask(api, action, LETTERS)) {
            Position position =
                    new Position(
                            letter.path("partition").asInt(-1), letter.path("offset").asLong(-1));
            if (replay.bad().containsKey(position) && dead.add(position)) {
                ours.add(letter);
            }
        }
        DlqListCommand.print(console, ours);
        return dead.size();
    }

    private static String models(JsonNode line) {
        List<String> models = new ArrayList<>();
        for (JsonNode model : line.path("models")) {
            models.add(
                    model.path("model").asString("")
                            + " "
                            + Training.shorten(model.path("version").asString("")));
        }
        return String.join(", ", models);
    }

    /// The ledger is written a moment after the scores; waits until it has caught up with them.
    private void catchUp() {
        long begin = System.nanoTime();
        while (!new AuditReport(AuditCommand.ask(api, action, false)).holds()
                && System.nanoTime() - begin < PATIENCE.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}
