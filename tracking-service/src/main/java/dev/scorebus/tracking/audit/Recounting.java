package dev.scorebus.tracking.audit;

import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.audit.AuditReport.Recount;
import dev.scorebus.tracking.audit.AuditReport.Statement;
import dev.scorebus.tracking.audit.LedgerTable.Account;
import dev.scorebus.tracking.audit.LedgerTable.Counted;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The fifth statement: reads the source topics again, as any `read_committed` reader would, and counts. What the broker no
/// longer holds cannot be counted, and the statement says so.
@Component
class Recounting {
    private static final Statement NOT_ASKED =
            Statement.recounted(true, "not checked: recount=sample or recount=full asks for it");
    private static final Statement DELETED =
            Statement.recounted(true, "not checked: the topic was deleted, its records are gone");

    private final LedgerTable ledger;
    private final RecordReader reader;
    private final TrackingProperties properties;

    Recounting(LedgerTable ledger, RecordReader reader, TrackingProperties properties) {
        this.ledger = ledger;
        this.reader = reader;
        this.properties = properties;
    }

    /// Recounts every account; the statements by the accounts' ids.
    ///
    /// @param topics the topics as they are today, by name
    /// @param starts the first offset that the broker holds of each partition
    Map<Integer, Statement> of(
            List<Account> accounts,
            Recount recount,
            Map<String, Topic> topics,
            Map<TopicPartition, Long> starts) {
        Map<Integer, Statement> statements = new HashMap<>();
        if (recount == Recount.NONE) {
            accounts.forEach(account -> statements.put(account.id(), NOT_ASKED));
            return statements;
        }
        try (RecordReader.Session session = reader.open("recount")) {
            for (Account account : accounts) {
                Topic topic = topics.get(account.topic());
                statements.put(
                        account.id(),
                        topic == null || !topic.id().equals(account.topicId())
                                ? DELETED
                                : of(account, recount, topic.compacted(), session, starts));
            }
        }
        return statements;
    }

    private Statement of(
            Account account,
            Recount recount,
            boolean compacted,
            RecordReader.Session session,
            Map<TopicPartition, Long> starts) {
        TopicPartition partition = new TopicPartition(account.topic(), account.partition());
        long logStart = starts.getOrDefault(partition, 0L);
        List<Counted> chosen =
                switch (recount) {
                    case FULL -> ledger.spans(account.id(), account.next());
                    case NONE, SAMPLE ->
                            ledger.someSpans(
                                    account.id(),
                                    account.next(),
                                    properties.sampledSpans(),
                                    properties.sampledRecords());
                };
        List<Counted> kept =
                chosen.stream()
                        .filter(span -> span.lo() >= logStart)
                        .sorted(Comparator.comparingLong(Counted::lo))
                        .toList();
        List<Counted> readable = kept.stream().filter(span -> !isLost(span)).toList();
        Tally tally = new Tally(compacted);
        if (recount == Recount.FULL) {
            countAll(session, partition, account, logStart, kept, tally);
        } else {
            readable.forEach(
                    span -> tally.count(session, partition, span.lo(), span.hi(), List.of(span)));
        }
        return tally.statement(chosen.size() - readable.size());
    }

    private static void countAll(
            RecordReader.Session session,
            TopicPartition partition,
            Account account,
            long logStart,
            List<Counted> kept,
            Tally tally) {
        long from = kept.isEmpty() ? account.next() : kept.getFirst().lo();
        long start = Math.max(Math.max(account.origin(), logStart), Math.min(from, account.next()));
        tally.count(session, partition, start, account.next(), kept);
    }

    /// What was given up as lost may still be there, when it was never told; it has a place and no number.
    private static boolean isLost(Counted span) {
        return span.mode().equals("LOST");
    }

    /// Counts records into spans.
    private static final class Tally {
        private final boolean compacted;
        private final List<String> wrong = new ArrayList<>();
        private long spans;
        private long records;
        private long homeless;
        private long firstHomeless;
        private RecordReader.@Nullable Ending failure;

        Tally(boolean compacted) {
            this.compacted = compacted;
        }

        void count(
                RecordReader.Session session,
                TopicPartition partition,
                long lo,
                long hi,
                List<Counted> ordered) {
            long[] counts = new long[ordered.size()];
            int[] cursor = {0};
            RecordReader.Ending ending =
                    session.read(
                            partition,
                            lo,
                            hi,
                            record -> {
                                place(record.offset(), ordered, counts, cursor);
                                return true;
                            });
            if (ending != RecordReader.Ending.COMPLETE) {
                failure = failure == RecordReader.Ending.CUT ? failure : ending;
                return;
            }
            for (int i = 0; i < counts.length; i++) {
                compare(ordered.get(i), counts[i]);
            }
        }

        private void place(long offset, List<Counted> ordered, long[] counts, int[] cursor) {
            while (cursor[0] < counts.length && ordered.get(cursor[0]).hi() <= offset) {
                cursor[0]++;
            }
            boolean home = cursor[0] < counts.length && ordered.get(cursor[0]).lo() <= offset;
            if (home && isLost(ordered.get(cursor[0]))) {
                return;
            }
            records++;
            if (home) {
                counts[cursor[0]]++;
            } else if (homeless++ == 0) {
                firstHomeless = offset;
            }
        }

        private void compare(Counted span, long counted) {
            if (isLost(span)) {
                return;
            }
            spans++;
            if (compacted ? counted > span.records() : counted != span.records()) {
                wrong.add(
                        "[%d, %d) has %d records and %d were told"
                                .formatted(span.lo(), span.hi(), counted, span.records()));
            }
        }

        Statement statement(int skipped) {
            String gone =
                    skipped == 0
                            ? ""
                            : "; %d spans not checked: their records are lost or no longer kept"
                                    .formatted(skipped);
            if (homeless > 0) {
                return Statement.recounted(
                        false,
                        "%d records are in no span, the first at offset %d%s"
                                .formatted(homeless, firstHomeless, gone));
            }
            if (!wrong.isEmpty()) {
                return Statement.recounted(
                        false,
                        "%d of %d spans are wrong: %s%s"
                                .formatted(wrong.size(), spans, wrong.getFirst(), gone));
            }
            if (failure != null) {
                return switch (failure) {
                    case CUT ->
                            Statement.recounted(
                                    false,
                                    "the log ends before what was read: it was cut, and other messages may take the place of those that were lost");
                    case GONE ->
                            Statement.recounted(
                                    true,
                                    "not checked to the end: the broker deleted records meanwhile");
                    case STUCK ->
                            Statement.recounted(false, "the broker stopped delivering records");
                    case COMPLETE ->
                            throw new IllegalStateException("a complete reading is no failure");
                };
            }
            return Statement.recounted(
                    true, "%d records in %d spans counted again%s".formatted(records, spans, gone));
        }
    }
}
