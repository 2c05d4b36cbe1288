package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.databind.JsonNode;

/// Writes what a stream reads and reads what it wrote, and holds its accounts against each other.
record StreamFixture(TestPlatform platform, TestTopics topics, Topics names, String action) {
    String source() {
        return action + "-in";
    }

    String output() {
        return action + "-out";
    }

    String deadLetters() {
        return Topics.deadLetters(action);
    }

    String group() {
        return names.prefix() + "." + action;
    }

    /// An action that scores the source.
    ActionDraft draft() {
        return new ActionDraft(action, source(), output());
    }

    void putAction(Action wanted) {
        topics.send(names.actions(), wanted.name(), WireJson.mapper().writeValueAsString(wanted));
    }

    /// Sends rows that can be scored, as CloudEvents with the ids `{prefix}{n}`.
    void sendEvents(String prefix, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(
                    event(prefix + i, "{\"team_size\": %d, \"lang\": \"go\"}".formatted(i % 17)));
        }
        send(records);
    }

    /// Sends many records.
    void send(List<ProducerRecord<byte[], byte[]>> records) {
        // One request at a time: a topic made a moment ago may refuse the first and take the
        // second.
        try (KafkaProducer<byte[], byte[]> producer =
                topics.producer(Map.of(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1))) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                Future<RecordMetadata> _ = producer.send(record);
            }
        }
    }

    /// A CloudEvent in binary mode whose key is its id.
    ProducerRecord<byte[], byte[]> event(String id, String data) {
        return event(id, id, data);
    }

    /// A CloudEvent in binary mode.
    ProducerRecord<byte[], byte[]> event(String key, String id, String data) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(source(), bytes(key), bytes(data));
        record.headers().add("ce_specversion", bytes("1.0"));
        record.headers().add("ce_id", bytes(id));
        record.headers().add("ce_source", bytes("/tests"));
        record.headers().add("ce_type", bytes("row.made"));
        record.headers().add("content-type", bytes("application/json"));
        return record;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// How often each message has a committed score, by its id.
    Map<String, Integer> scoresById() {
        Map<String, Integer> counts = new TreeMap<>();
        for (ConsumerRecord<String, String> score : topics.readAll(output())) {
            JsonNode json = WireJson.mapper().readTree(score.value());
            counts.merge(json.at("/message/id").asString(), 1, Integer::sum);
        }
        return counts;
    }

    /// The committed tracking events of this action, those of a partition in their order.
    List<TrackingEvent> tracking() {
        return topics.readAll(names.tracking()).stream()
                .map(record -> WireJson.mapper().readValue(record.value(), TrackingEvent.class))
                .filter(event -> event.frontier().action().equals(action))
                .toList();
    }

    /// The spans of the source among them.
    List<TrackingEvent.Span> spans() {
        return spans(source());
    }

    /// The spans of a topic among them.
    List<TrackingEvent.Span> spans(String topic) {
        return tracking().stream()
                .filter(TrackingEvent.Span.class::isInstance)
                .map(TrackingEvent.Span.class::cast)
                .filter(span -> span.frontier().topic().equals(topic))
                .toList();
    }

    /// What is told of messages of the source that did not simply succeed, in the order it was told.
    private List<ExceptionEntry> exceptions(Predicate<Frontier> of) {
        List<ExceptionEntry> told = new ArrayList<>();
        for (TrackingEvent event : tracking()) {
            if (of.test(event.frontier())) {
                told.addAll(
                        switch (event) {
                            case TrackingEvent.Span span -> span.exceptions();
                            case TrackingEvent.Amended amended -> amended.entries();
                            case TrackingEvent.Origin _, TrackingEvent.Lost _ -> List.of();
                        });
            }
        }
        return told;
    }

    /// What is told of a message, by its id.
    List<ExceptionEntry> story(String eventId) {
        return exceptions(_ -> true).stream()
                .filter(entry -> eventId.equals(entry.eventId()))
                .toList();
    }

    /// The attempts at a message of the source, by its place.
    List<String> chain(int partition, long offset) {
        return exceptions(
                        frontier ->
                                frontier.topic().equals(source())
                                        && frontier.partition() == partition)
                .stream()
                .filter(entry -> entry.offset() == offset)
                .map(entry -> entry.attempt() + " " + entry.state())
                .toList();
    }

    /// How many records the spans speak of.
    int records() {
        return spans().stream().mapToInt(TrackingEvent.Span::records).sum();
    }

    /// What the group has committed in the source, by partition.
    Map<Integer, Long> committed() throws Exception {
        return committed(source());
    }

    /// What the group has committed in a topic, by partition.
    Map<Integer, Long> committed(String topic) throws Exception {
        Map<Integer, Long> committed = new HashMap<>();
        try (Admin admin = platform.admin()) {
            admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach(
                            (partition, next) -> {
                                if (partition.topic().equals(topic)) {
                                    committed.put(partition.partition(), next.offset());
                                }
                            });
        }
        return committed;
    }

    /// What the group says beside its offset in a partition.
    String said(TopicPartition partition) throws Exception {
        try (Admin admin = platform.admin()) {
            OffsetAndMetadata committed =
                    admin.listConsumerGroupOffsets(group())
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(partition);
            return committed == null ? "nothing" : committed.metadata();
        }
    }

    /// The offset up to which the tracking events of a partition tile it without a hole or a double, by partition.
    ///
    /// @throws AssertionError when they do not
    Map<Integer, Long> tiledUpTo() {
        return tiledUpTo(source());
    }

    /// The same for another topic that the action reads.
    Map<Integer, Long> tiledUpTo(String topic) {
        Map<Integer, Long> frontiers = new HashMap<>();
        for (TrackingEvent event : tracking()) {
            if (!event.frontier().topic().equals(topic)) {
                continue;
            }
            int partition = event.frontier().partition();
            Long frontier = frontiers.get(partition);
            switch (event) {
                case TrackingEvent.Origin origin -> {
                    require(frontier == null, "a second origin", event);
                    frontiers.put(partition, origin.offset());
                }
                case TrackingEvent.Span span -> {
                    require(frontier != null && frontier == span.lo(), "a gap or a double", event);
                    frontiers.put(partition, span.hi());
                }
                case TrackingEvent.Lost lost -> {
                    require(frontier != null && frontier == lost.lo(), "a gap or a double", event);
                    frontiers.put(partition, lost.hi());
                }
                case TrackingEvent.Amended _ -> {}
            }
        }
        return frontiers;
    }

    private static void require(boolean holds, String what, TrackingEvent event) {
        if (!holds) {
            throw new AssertionError("%s at %s".formatted(what, event));
        }
    }

    /// The dead letters, in the order of the offsets they came from.
    List<ConsumerRecord<String, String>> readDeadLetters() {
        return topics.readAll(deadLetters()).stream()
                .sorted(Comparator.comparing(record -> header(record, "__dlq.errors.offset")))
                .toList();
    }

    static String header(ConsumerRecord<String, String> record, String name) {
        byte[] value = record.headers().lastHeader(name).value();
        return new String(value, StandardCharsets.UTF_8);
    }
}
