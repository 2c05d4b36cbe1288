package dev.scorebus.tracking;

import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.IdFilter;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.message.DeadLetterHeaders;
import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/// Does what score-service does, without scoring: reads committed records of a topic and tells the ledger, in one Kafka
/// transaction with the offsets. A record with the value `bad` dies, one with `weak` waits for another attempt, one with
/// `skip` is filtered.
public final class PaperScorer implements AutoCloseable {
    private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");

    private final String action;
    private final String topic;
    private final boolean relays;
    private final String group;
    private final String tracking;
    private final UUID topicId;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, Long> positions = new HashMap<>();
    private String version = "v1";
    private Instant at = AT;

    /// Makes the topics where they are missing.
    public PaperScorer(TestPlatform platform, String prefix, String action, int partitions)
            throws Exception {
        this(platform, prefix, action, prefix + "-" + action, partitions);
    }

    /// One that works for the same group in the action's retry topic, where each record stands for a message of another topic.
    public static PaperScorer ofRetries(
            TestPlatform platform, String prefix, String action, int partitions) throws Exception {
        return new PaperScorer(platform, prefix, action, Topics.retry(action), partitions);
    }

    private PaperScorer(
            TestPlatform platform, String prefix, String action, String topic, int partitions)
            throws Exception {
        this.action = action;
        this.topic = topic;
        this.relays = topic.equals(Topics.retry(action));
        this.group = prefix + "." + action;
        this.tracking = new Topics(prefix).tracking();
        TestTopics topics = platform.topics();
        try (Admin admin = platform.admin()) {
            if (!admin.listTopics().names().get().contains(tracking)) {
                topics.create(tracking, 3);
            }
            topics.create(topic, partitions);
            Uuid id =
                    await().ignoreExceptions()
                            .until(
                                    () ->
                                            admin.describeTopics(List.of(topic))
                                                    .topicNameValues()
                                                    .values()
                                                    .iterator()
                                                    .next()
                                                    .get()
                                                    .topicId(),
                                    Objects::nonNull);
            this.topicId = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }
        this.producer =
                topics.producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic + ".paper"));
        producer.initTransactions();
        this.consumer =
                topics.consumer(group, Map.of("max.poll.records", 10_000, "fetch.max.wait.ms", 10));
    }

    /// Writes what score-service would to the action's dead-letter topic.
    public void bury(ProducerRecord<byte[], byte[]> letter, int partition, long offset) {
        new DeadLetterHeaders(topic, partition, offset, -1, group, 1, "SCHEMA", "not JSON")
                .writeTo(letter.headers());
        say(letter);
    }

    /// The topic it reads.
    public String topic() {
        return topic;
    }

    /// The id of the topic it reads.
    public UUID topicId() {
        return topicId;
    }

    /// The frontier of a partition.
    public Frontier frontier(int partition) {
        return new Frontier(group, action, topic, topicId, partition);
    }

    /// From now on scores are by this model version.
    public void promote(String newVersion) {
        version = newVersion;
    }

    /// From now on events are told at this time.
    public void at(Instant instant) {
        at = instant;
    }

    /// Writes records with these values in one transaction, so that a marker follows them; the ids are `topic:partition:n`.
    public void write(int partition, List<String> values) {
        producer.beginTransaction();
        for (int i = 0; i < values.size(); i++) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(
                            topic, partition, null, values.get(i).getBytes(StandardCharsets.UTF_8));
            attribute(record, "specversion", "1.0");
            attribute(record, "id", action + ":" + partition + ":" + i);
            attribute(record, "source", "/paper");
            attribute(record, "type", "test");
            Future<RecordMetadata> _ = producer.send(record);
        }
        producer.commitTransaction();
    }

    /// Begins to account for a partition at an offset.
    public void begin(int partition, long offset) {
        positions.put(partition, offset);
        commit(
                new TrackingEvent.Origin(frontier(partition), offset, "paper", at),
                partition,
                offset);
    }

    /// Tells that the next offsets were gone before they could be read, and goes on behind them.
    public void lose(int partition, int offsets, String reason) {
        long lo = positions.getOrDefault(partition, 0L);
        long hi = lo + offsets;
        positions.put(partition, hi);
        commit(
                new TrackingEvent.Lost(frontier(partition), lo, hi, reason, "paper", at),
                partition,
                hi);
    }

    /// Reads on in a partition and tells what became of the records; the span that was told.
    public TrackingEvent.Span step(int partition, int most) {
        TrackingEvent.Span span = next(partition, most);
        commit(span, partition, span.hi());
        return span;
    }

    /// As [#step], but the ledger hears nothing of it.
    public TrackingEvent.Span stepInSilence(int partition, int most) {
        TrackingEvent.Span span = next(partition, most);
        commit(null, partition, span.hi());
        return span;
    }

    /// Tells an event, without any offsets.
    public void tell(TrackingEvent event) {
        producer.beginTransaction();
        send(event);
        producer.commitTransaction();
    }

    /// Tells further steps of messages behind the frontier, without any offsets.
    public void amend(int partition, ExceptionEntry... entries) {
        tell(
                new TrackingEvent.Amended(
                        frontier(partition), Mode.STREAM, List.of(entries), null, "paper", at));
    }

    /// Tells what a batch run of the action tells that has read `[lo, hi)` of the topic too, where each message has died once more.
    public void dieInARun(String run, int partition, long lo, long hi) {
        Frontier ofRun = new Frontier(group + ".run." + run, action, topic, topicId, partition);
        List<ExceptionEntry> deaths =
                LongStream.range(lo, hi)
                        .mapToObj(
                                offset ->
                                        ExceptionEntry.dead(
                                                offset,
                                                null,
                                                0,
                                                1,
                                                FailureKind.SCHEMA,
                                                "not JSON",
                                                Topics.deadLetters(action)))
                        .toList();
        int count = deaths.size();
        tell(new TrackingEvent.Origin(ofRun, lo, "paper", at));
        tell(
                new TrackingEvent.Span(
                        ofRun,
                        lo,
                        hi,
                        count,
                        0,
                        0,
                        count,
                        0,
                        Mode.BATCH,
                        List.of(),
                        null,
                        deaths,
                        run,
                        "paper",
                        at));
    }

    /// Writes any record to any topic.
    public void say(ProducerRecord<byte[], byte[]> record) {
        producer.beginTransaction();
        Future<RecordMetadata> _ = producer.send(record);
        producer.commitTransaction();
    }

    /// Tells an event and takes it back.
    public void tellAndAbort(TrackingEvent event) {
        producer.beginTransaction();
        send(event);
        producer.flush();
        producer.abortTransaction();
    }

    /// A span of this partition whose records were all scored.
    public TrackingEvent.Span span(int partition, long lo, long hi, int records) {
        List<String> ids = List.of("%s:%d:%d".formatted(topic, partition, lo));
        return span(partition, lo, hi, records, 0, List.of(), ids);
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }

    private TrackingEvent.Span next(int partition, int most) {
        TopicPartition source = new TopicPartition(topic, partition);
        long lo = positions.getOrDefault(partition, 0L);
        consumer.assign(List.of(source));
        consumer.seek(source, lo);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long hi = lo;
        while (records.isEmpty()) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(200));
            records.addAll(polled.records(source).stream().limit(most).toList());
            if (!records.isEmpty()) {
                boolean all = polled.count() == records.size();
                hi = all ? consumer.position(source) : records.getLast().offset() + 1;
            }
        }
        positions.put(partition, hi);
        return describe(partition, lo, hi, records);
    }

    private TrackingEvent.Span describe(
            int partition, long lo, long hi, List<ConsumerRecord<byte[], byte[]>> records) {
        List<ExceptionEntry> exceptions = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        int filtered = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String id =
                    new String(
                            record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
            ids.add(id);
            String value = relays ? "" : new String(record.value(), StandardCharsets.UTF_8);
            if (value.equals("weak")) {
                exceptions.add(
                        ExceptionEntry.failed(
                                record.offset(), id, 0, 1, FailureKind.PROGRAM, "too weak"));
            } else if (value.equals("behind")) {
                exceptions.add(ExceptionEntry.behind(record.offset(), id, record.offset() - 1));
            } else if (value.equals("bad")) {
                exceptions.add(
                        ExceptionEntry.dead(
                                record.offset(),
                                id,
                                0,
                                1,
                                FailureKind.SCHEMA,
                                "not JSON",
                                action + ".dlq"));
            } else if (value.equals("skip")) {
                filtered++;
            }
        }
        return span(partition, lo, hi, records.size(), filtered, exceptions, ids);
    }

    private TrackingEvent.Span span(
            int partition,
            long lo,
            long hi,
            int records,
            int filtered,
            List<ExceptionEntry> exceptions,
            List<String> ids) {
        int relayed = relays ? records : 0;
        int scored = records - relayed - filtered - exceptions.size();
        return new TrackingEvent.Span(
                frontier(partition),
                lo,
                hi,
                records,
                scored,
                filtered,
                exceptions.size(),
                relayed,
                Mode.STREAM,
                scored == 0 ? List.of() : List.of(new ModelCount("model", version, scored)),
                ids.isEmpty() ? null : IdFilter.of(ids),
                exceptions,
                null,
                "paper",
                at);
    }

    private void commit(@Nullable TrackingEvent event, int partition, long offset) {
        producer.beginTransaction();
        if (event != null) {
            send(event);
        }
        producer.sendOffsetsToTransaction(
                Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)),
                consumer.groupMetadata());
        producer.commitTransaction();
    }

    private static void attribute(
            ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add("ce_" + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void send(TrackingEvent event) {
        Future<RecordMetadata> _ =
                producer.send(
                        new ProducerRecord<>(
                                tracking,
                                event.frontier().key().getBytes(StandardCharsets.UTF_8),
                                WireJson.mapper().writeValueAsBytes(event)));
    }
}
