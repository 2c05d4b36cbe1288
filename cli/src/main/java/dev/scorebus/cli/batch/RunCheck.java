package dev.scorebus.cli.batch;

import dev.scorebus.action.Action;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.Source.Bound;
import dev.scorebus.batch.Source.TopicRange;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.topic.KafkaTopics;
import dev.scorebus.message.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Looks at what a run needs before it is asked for, so that what cannot be done is said at once and not by a run that has failed
/// meanwhile. What cannot be looked at is left to the run.
final class RunCheck {
    private final BatchRequest request;

    RunCheck(BatchRequest request) {
        this.request = request;
    }

    /// Looks whether there is such an action, and whether the run would write where the action or the run reads.
    ///
    /// @throws CommandFailure when it cannot be done
    void action(Api api) {
        List<JsonNode> views = new ArrayList<>();
        try {
            api.get("/api/actions").forEach(views::add);
        } catch (CommandFailure _) {
            return; // score-service is away, and the run waits for it
        }
        JsonNode view =
                views.stream()
                        .filter(one -> one.path("name").asString("").equals(request.action()))
                        .findFirst()
                        .orElseThrow(() -> unknown(views));
        if (view.path("action").isObject()) {
            Action action = WireJson.mapper().treeToValue(view.path("action"), Action.class);
            List<String> loops = request.loops(action);
            if (!loops.isEmpty()) {
                throw new CommandFailure(ExitCode.NO, String.join("; ", loops));
            }
        }
    }

    private CommandFailure unknown(List<JsonNode> views) {
        List<String> names =
                views.stream().map(view -> view.path("name").asString("")).sorted().toList();
        return new CommandFailure(
                ExitCode.NO,
                "There is no action '%s'; there are: %s"
                        .formatted(
                                request.action(),
                                names.isEmpty() ? "none" : String.join(", ", names)));
    }

    /// Looks whether there is the topic, with the partitions that are named.
    ///
    /// @throws CommandFailure when there is not
    void topic(String bootstrap) {
        TopicRange range = request.source().topic();
        if (range == null) {
            return;
        }
        try (KafkaTopics topics = new KafkaTopics(bootstrap)) {
            Optional<Integer> partitions = topics.partitions(range.name());
            if (partitions.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.NO,
                        "There is no topic '%s'; `./scorebus topic list` lists those that are there"
                                .formatted(range.name()));
            }
            check("--from", range.from(), partitions.get());
            check("--to", range.to(), partitions.get());
        }
    }

    private static void check(String option, @Nullable Bound bound, int partitions) {
        Map<Integer, Long> offsets =
                bound == null || bound.offsets() == null ? Map.of() : bound.offsets();
        for (int partition : new TreeSet<>(offsets.keySet())) {
            if (partition >= partitions) {
                throw new CommandFailure(
                        ExitCode.NO,
                        "%s names partition %d, and the topic has the partitions 0 to %d"
                                .formatted(option, partition, partitions - 1));
            }
        }
    }
}
