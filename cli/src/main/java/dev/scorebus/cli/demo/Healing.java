package dev.scorebus.cli.demo;

import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.DeadLetterFilter;
import dev.scorebus.cli.action.ApplyCommand;
import dev.scorebus.cli.batch.BatchWatch;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.ledger.MessageStory;
import dev.scorebus.cli.model.Training;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The way of a message that fails, from its first attempt to its healing: a project without a model sends messages, they die,
/// the project is trained, and a heal run scores them.
final class Healing {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final String MODEL = "merge-time-own";
    private static final String ACTION = "own-models";
    private static final int ROUNDS = 20;
    private static final int MESSAGES = 40;

    private final Console console;
    private final Api api;
    private final String bootstrap;
    private final Path example;

    /// @param example the folder of the action file and the training file
    Healing(Console console, Api api, String bootstrap, Path example) {
        this.console = console;
        this.api = api;
        this.bootstrap = bootstrap;
        this.example = example;
    }

    /// Lets messages of the second largest project die, and heals them.
    ///
    /// @param checks is told how many died, and were healed
    void run(List<PullRequest> requests, Checks checks) throws IOException {
        List<String> projects = largest(requests);
        if (projects.size() < 2) {
            console.say("   left out: the data has one project only");
            return;
        }
        String served = projects.get(0);
        String unserved = projects.get(1);
        if (hasModel(unserved)) {
            console.say(
                    "   left out: %s has a model by now, so nothing of it dies"
                            .formatted(unserved));
            return;
        }
        train(served);
        console.say("   %s has a model of its own, %s has none".formatted(served, unserved));
        ApplyCommand.apply(api, example.resolve("own-models.yaml"));
        List<PullRequest> sent = new ArrayList<>(some(requests, served));
        List<PullRequest> failing = some(requests, unserved);
        sent.addAll(failing);
        send(sent);
        checks.that(
                await(() -> dead() == failing.size()),
                () ->
                        "dead letters of %s: %d expected, %d found"
                                .formatted(ACTION, failing.size(), dead()));
        console.say(
                "   %d messages sent; the %d of %s failed six times each: %d dead letters"
                        .formatted(sent.size(), failing.size(), unserved, dead()));
        JsonNode letter = letters().path(0);
        train(unserved);
        checks.equal("messages scored by the heal run", failing.size(), heal());
        checks.that(
                await(() -> dead() == 0),
                () ->
                        "dead letters of %s after the heal run: 0 expected, %d found"
                                .formatted(ACTION, dead()));
        console.say("   the story of one of them:");
        new MessageStory(
                        api.get(
                                "/api/messages/%s/%s/%s"
                                        .formatted(
                                                DemoTopics.OWN,
                                                letter.path("partition").asString("0"),
                                                letter.path("offset").asString("0"))))
                .print(console);
    }

    private void send(List<PullRequest> requests) {
        try (KafkaProducer<byte[], byte[]> producer = DemoProducer.on(bootstrap)) {
            for (PullRequestEvent event : PullRequestEvent.of(requests)) {
                if (event.isOpened()) {
                    // What is not taken is missed below, where the dead letters are counted.
                    Future<RecordMetadata> _ = producer.send(event.record(DemoTopics.OWN));
                }
            }
        }
    }

    private long heal() {
        BatchWatch watch = new BatchWatch(api, console);
        JsonNode run =
                watch.toItsEnd(
                        watch.submit(
                                new BatchRequest(
                                        ACTION,
                                        Source.of(DeadLetterFilter.ALL),
                                        null,
                                        null,
                                        "demo",
                                        null)));
        return run.at("/progress/scored").asLong();
    }

    private void train(String project) throws IOException {
        ObjectNode request =
                (ObjectNode)
                        WireJson.mapper()
                                .readTree(Files.readString(example.resolve("training.json")));
        request.put("model", MODEL).put("customer", project);
        ((ObjectNode) request.path("parameters")).put("rounds", ROUNDS);
        JsonNode _ = new Training(api, console).run(request.toString());
    }

    private boolean hasModel(String project) {
        return api.find(
                        "/api/models/%s/aliases/champion?customer=%s"
                                .formatted(MODEL, Api.encode(project)))
                .isPresent();
    }

    private JsonNode letters() {
        return api.get("/api/dead-letters?action=" + ACTION);
    }

    private int dead() {
        return letters().size();
    }

    private static List<PullRequest> some(List<PullRequest> requests, String project) {
        return requests.stream()
                .filter(request -> request.project().equals(project))
                .limit(MESSAGES)
                .toList();
    }

    private static List<String> largest(List<PullRequest> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(PullRequest::project, Collectors.counting()))
                .entrySet()
                .stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return condition.getAsBoolean();
    }
}
