package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.refusal.UnreadableBody;
import dev.scorebus.score.action.ActionBook;
import dev.scorebus.score.action.Listed;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.stream.HaltedPlaces.Place;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;

/// `POST /api/actions/{name}/skip`.
@RestController
@Tag(name = "Actions", description = "What this platform runs, and how it is doing")
final class SkipController {
    private static final int MOST_BYTES = 16 * 1024;
    private static final int LONGEST = 500;

    /// What a caller says.
    ///
    /// @param topic the topic of the halted partition
    /// @param partition the halted partition
    /// @param to the offset at which reading goes on
    /// @param reason why the messages between are given up
    /// @param who who says so
    record Order(
            @Nullable String topic,
            @Nullable Integer partition,
            @Nullable Long to,
            @Nullable String reason,
            @Nullable String who) {}

    private final ActionBook actions;
    private final SkipBook skips;
    private final KafkaClients clients;
    private final Topics topics;
    private final InstantSource clock;

    SkipController(
            ActionBook actions,
            SkipBook skips,
            KafkaClients clients,
            Topics topics,
            InstantSource clock) {
        this.actions = actions;
        this.skips = skips;
        this.clients = clients;
        this.topics = topics;
        this.clock = clock;
    }

    @PostMapping("/api/actions/{name}/skip")
    @Operation(
            summary = "Says where a halted partition is read on",
            description =
                    "What lies between is told as lost, with the reason and who gave it; it fails the audit like any loss. The instance that has the partition"
                            + " follows within moments. Where instances died while they read, the same offset lets it be tried again. 409 when the partition is not halted, 422 when reading cannot go on there.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = Order.class))))
    ResponseEntity<Skip> skip(
            @Parameter(description = "The action's name") @PathVariable("name") String name,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        Action action = action(name);
        Order order = order(request);
        List<String> read = new ArrayList<>(action.input().topics());
        read.add(Topics.retry(name));
        List<String> problems = new ArrayList<>();
        if (order.topic() == null || !read.contains(order.topic())) {
            problems.add(
                    "topic: '%s' is not read by it; allowed: %s"
                            .formatted(order.topic(), String.join(", ", read)));
        }
        if (order.partition() == null || order.partition() < 0) {
            problems.add("partition: the number of the halted partition, got " + order.partition());
        }
        if (order.to() == null || order.to() < 0) {
            problems.add("to: the offset at which reading goes on, got " + order.to());
        }
        text("reason", order.reason(), problems);
        text("who", order.who(), problems);
        if (!problems.isEmpty()
                || order.topic() == null
                || order.partition() == null
                || order.to() == null
                || order.reason() == null
                || order.who() == null) {
            throw invalid(problems);
        }
        TopicPartition partition = new TopicPartition(order.topic(), order.partition());
        try {
            Place place = halted(name, partition);
            refuseWrong(place, order.to());
            Skip skip =
                    new Skip(
                            name,
                            partition.topic(),
                            place.topicId(),
                            partition.partition(),
                            place.offset(),
                            order.to(),
                            order.reason(),
                            order.who(),
                            clock.instant());
            skips.order(skip);
            return ResponseEntity.accepted().body(skip);
        } catch (KafkaException e) {
            throw new ProblemException(
                    new Problem.NotReady(
                            "Kafka does not answer now; try again: " + e.getMessage()));
        }
    }

    private Action action(String name) {
        return switch (actions.all().get(name)) {
            case Listed.Sound sound -> sound.action();
            case Listed.Broken _ ->
                    throw new ProblemException(
                            new Problem.Conflict("The action '%s' cannot be read".formatted(name)));
            case null ->
                    throw new ProblemException(
                            new Problem.NotFound("There is no action '%s'".formatted(name)));
        };
    }

    private static Order order(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new ProblemException(
                    new Problem.TooLarge("An order has at most %d bytes".formatted(MOST_BYTES)));
        }
        try {
            Order order = WireJson.strictMapper().readValue(body, Order.class);
            if (order == null) {
                throw ProblemException.malformed("The body is null, not an object");
            }
            return order;
        } catch (JacksonException e) {
            throw ProblemException.malformed(
                    "The body is not {\"topic\", \"partition\", \"to\", \"reason\", \"who\"}: "
                            + UnreadableBody.why(e));
        }
    }

    private static void text(String field, @Nullable String value, List<String> problems) {
        if (value == null || value.isBlank() || value.length() > LONGEST) {
            problems.add("%s: 1 to %d characters".formatted(field, LONGEST));
        }
    }

    private Place halted(String action, TopicPartition partition) {
        return new HaltedPlaces(clients, topics.group(action))
                .find(partition)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        new Problem.Conflict(
                                                "Partition %s is not halted for action '%s'; GET /api/actions/%s says which are"
                                                        .formatted(partition, action, action))));
    }

    private static void refuseWrong(Place place, long to) {
        long earliest = Placement.earliest(place.why(), place.told());
        if (!Placement.allows(place.why(), place.told(), place.log(), to)) {
            throw invalid(
                    List.of(
                            place.log().end() < earliest
                                    ? "to: reading can go on at %d or later, and the log ends at %d; it can when more was written"
                                            .formatted(earliest, place.log().end())
                                    : "to: reading can go on at %d to %d, got %d"
                                            .formatted(earliest, place.log().end(), to)));
        }
    }

    private static ProblemException invalid(List<String> problems) {
        return new ProblemException(
                new Problem.Invalid(
                        "The order is wrong: " + String.join("; ", problems), problems));
    }
}
