package dev.scorebus.benchmarks.model;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Makes the messages that are scored: CloudEvents in binary mode.
public final class PullRequestEvents {
    private static final int PROJECTS = 97;

    private PullRequestEvents() {}

    /// An opened pull request.
    ///
    /// @param id names the event
    /// @param body a row as JSON, or what is no row at all
    public static ProducerRecord<byte[], byte[]> event(
            String topic, int partition, String id, String body) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(
                        topic,
                        partition,
                        bytes("project-" + Math.floorMod(id.hashCode(), PROJECTS)),
                        bytes(body));
        message.headers()
                .add("ce_specversion", bytes("1.0"))
                .add("ce_id", bytes(id))
                .add("ce_source", bytes("/bench"))
                .add("ce_type", bytes("pull-request.opened"))
                .add("content-type", bytes("application/json"));
        return message;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
