package dev.scorebus.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Messages that cannot be scored, as real sources send them now and then.
final class BadMessages {
    private static final String PROJECT = "openmicroscopy/openmicroscopy";

    private BadMessages() {}

    /// A message that cannot be scored.
    ///
    /// @param what what is wrong with it
    /// @param record the record that carries it
    record BadMessage(String what, ProducerRecord<byte[], byte[]> record) {}

    /// A handful of them. The first is what became of a row that is cut short in the public data set itself.
    static List<BadMessage> handful(String topic) {
        return List.of(
                bad(
                        topic,
                        "cut short",
                        237,
                        "{\"project_name\":\"openmicroscopy/openmicroscopy\",\"lang\":\"java\",\"github_id\":237,\"created_at\":1341936478,\"conflict\":fals"),
                bad(topic, "not JSON", 238, "openmicroscopy/openmicroscopy,java,238,1341936478"),
                bad(topic, "empty", 239, ""),
                bad(topic, "no object", 240, "[\"openmicroscopy/openmicroscopy\", 240]"),
                bad(
                        topic,
                        "a number that is none",
                        241,
                        "{\"project_name\":\"openmicroscopy/openmicroscopy\",\"lang\":\"java\",\"github_id\":241,\"team_size\":\"a few\",\"src_churn\":12}"));
    }

    private static BadMessage bad(String topic, String what, int number, String payload) {
        return new BadMessage(
                what,
                PullRequestEvent.record(
                        topic,
                        PROJECT,
                        "%s/%d/opened".formatted(PROJECT, number),
                        PullRequestEvent.OPENED,
                        null,
                        payload.getBytes(StandardCharsets.UTF_8)));
    }
}
