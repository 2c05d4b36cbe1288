package dev.scorebus.cli.demo;

import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.CloudEvents;
import dev.scorebus.message.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Something that happened to a pull request, as a CloudEvent in Kafka's binary mode, keyed by project.
///
/// @param at when it happened, in Unix seconds
/// @param type `pull-request.opened`, `pull-request.merged` or `pull-request.closed`
/// @param request what it happened to
record PullRequestEvent(long at, String type, PullRequest request) {
    static final String OPENED = "pull-request.opened";

    // What is known when a request opens. Comments, conflicts and links come later; a score made of
    // them would be a lie.
    private static final List<String> KNOWN_AT_FIRST =
            List.of(
                    "intra_branch",
                    "main_team_member",
                    "team_size",
                    "num_commits",
                    "files_changed",
                    "perc_external_contribs",
                    "sloc",
                    "src_churn",
                    "test_churn",
                    "commits_on_files_touched",
                    "test_lines_per_kloc",
                    "test_cases_per_kloc",
                    "asserts_per_kloc",
                    "prev_pullreqs",
                    "requester_succ_rate");
    private static final Set<String> BOOLEANS = Set.of("intra_branch", "main_team_member");

    /// What happened to these requests, in the order of time: each is opened, and merged or closed.
    static List<PullRequestEvent> of(List<PullRequest> requests) {
        List<PullRequestEvent> events = new ArrayList<>();
        for (PullRequest request : requests) {
            events.add(new PullRequestEvent(request.createdAt(), OPENED, request));
            events.add(
                    request.mergedAt().isPresent()
                            ? new PullRequestEvent(
                                    request.mergedAt().getAsLong(), "pull-request.merged", request)
                            : new PullRequestEvent(
                                    request.closedAt(), "pull-request.closed", request));
        }
        events.sort(Comparator.comparingLong(PullRequestEvent::at));
        return events;
    }

    boolean isOpened() {
        return type.equals(OPENED);
    }

    /// The id of the event that opened a request.
    static String openedId(PullRequest request) {
        return new PullRequestEvent(request.createdAt(), OPENED, request).id();
    }

    /// The event's id: the same event sent again has the same.
    String id() {
        return "%s/%s/%s"
                .formatted(
                        request.project(), request.number(), type.substring(type.indexOf('.') + 1));
    }

    /// The record that carries it.
    ProducerRecord<byte[], byte[]> record(String topic) {
        return record(topic, request.project(), id(), type, Instant.ofEpochSecond(at), payload());
    }

    private byte[] payload() {
        ObjectNode data = WireJson.mapper().createObjectNode();
        data.put("project_name", request.project());
        data.put("github_id", Long.parseLong(request.number()));
        data.put("lang", request.cell("lang"));
        data.put("requester", request.cell("requester"));
        data.put("created_at", request.createdAt());
        if (isOpened()) {
            for (String column : KNOWN_AT_FIRST) {
                String cell = request.cell(column);
                if (cell.isEmpty()) {
                    data.putNull(column);
                } else if (BOOLEANS.contains(column)) {
                    data.put(column, cell.equals("1") || cell.equals("true"));
                } else {
                    data.put(column, Double.parseDouble(cell));
                }
            }
        } else {
            data.put("closed_at", request.closedAt());
            data.put("merged", request.mergedAt().isPresent());
        }
        return WireJson.mapper().writeValueAsBytes(data);
    }

    /// A record in binary mode.
    static ProducerRecord<byte[], byte[]> record(
            String topic,
            String project,
            String id,
            String type,
            @Nullable Instant time,
            byte[] payload) {
        CloudEvent event =
                new CloudEvent(
                        id,
                        "/projects/" + project,
                        type,
                        id.substring(0, id.lastIndexOf('/')),
                        time,
                        "application/json",
                        Map.of(),
                        payload);
        return CloudEvents.toBinary(topic, project.getBytes(StandardCharsets.UTF_8), event);
    }
}
