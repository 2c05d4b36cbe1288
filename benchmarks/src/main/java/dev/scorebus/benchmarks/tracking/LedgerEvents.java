package dev.scorebus.benchmarks.tracking;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.IdFilter;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.message.Mode;
import dev.scorebus.message.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The events of one action over a topic of 8 partitions: spans of 500 messages, every hundredth of them dead.
///
/// @param topicId the id of the source topic
/// @param perPartition how many messages each partition has
record LedgerEvents(String action, String topic, UUID topicId, long perPartition) {
    static final int PARTITIONS = 8;
    static final int SPAN = 500;

    private static final Instant AT = Instant.parse("2026-11-01T00:00:00Z");
    private static final String VERSION = "3f".repeat(32);

    /// The CloudEvents id of the message at an offset.
    static String id(int partition, long offset) {
        return "pull-request-%d-%d".formatted(partition, offset);
    }

    String group() {
        return "bench." + action;
    }

    /// All events as records of the tracking topic, in the order in which a scorer would tell them.
    List<ProducerRecord<byte[], byte[]>> records(String tracking) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            Frontier frontier = frontier(partition);
            records.add(record(tracking, new TrackingEvent.Origin(frontier, 0, "bench", AT)));
        }
        for (long lo = 0; lo < perPartition; lo += SPAN) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                records.add(record(tracking, span(partition, lo)));
            }
        }
        return records;
    }

    private Frontier frontier(int partition) {
        return new Frontier(group(), action, topic, topicId, partition);
    }

    private TrackingEvent.Span span(int partition, long lo) {
        List<ExceptionEntry> exceptions =
                LongStream.range(lo, lo + SPAN)
                        .filter(offset -> offset % 100 == 99)
                        .mapToObj(
                                offset ->
                                        ExceptionEntry.dead(
                                                offset,
                                                id(partition, offset),
                                                0,
                                                1,
                                                FailureKind.SCHEMA,
                                                "feature team_size is required and is missing",
                                                action + ".dlq"))
                        .toList();
        int scored = SPAN - exceptions.size();
        return new TrackingEvent.Span(
                frontier(partition),
                lo,
                lo + SPAN,
                SPAN,
                scored,
                0,
                exceptions.size(),
                0,
                Mode.STREAM,
                List.of(new ModelCount("merge-time", VERSION, scored)),
                IdFilter.of(
                        LongStream.range(lo, lo + SPAN)
                                .mapToObj(offset -> id(partition, offset))
                                .toList()),
                exceptions,
                null,
                "bench-0f8fad5b-d9cb-469f-a165-70867728950e",
                AT.plusSeconds(lo / SPAN));
    }

    private static ProducerRecord<byte[], byte[]> record(String tracking, TrackingEvent event) {
        return new ProducerRecord<>(
                tracking,
                event.frontier().key().getBytes(StandardCharsets.UTF_8),
                WireJson.mapper().writeValueAsBytes(event));
    }
}
