package dev.scorebus.score.batch;

import dev.scorebus.batch.Source.DeadLetterFilter;
import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.MessageId;
import dev.scorebus.message.Mode;
import dev.scorebus.score.batch.LedgerClient.Claimed;
import dev.scorebus.score.sink.Shipment;
import dev.scorebus.score.sink.Source;
import dev.scorebus.score.stream.PageScorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// The pages of a heal run: dead letters that the ledger gives to this run and to no other. After a restart it goes on with those
/// that were given to it and of which nothing was told; the ledger answers that only when all is folded that the run ever told.
/// Its messages were read long ago, and from many partitions: what sinks know its pages by is how many were told before them.
/// Before it takes any, it gives back what runs hold that have ended without doing so themselves, as when their worker was killed.
final class DeadLetterPages implements PageSource {
    private static final int ORPHANS = 500;

    private final String action;
    private final String runId;
    private final DeadLetterFilter filter;
    private final @Nullable String who;
    private final String instance;
    private final LedgerClient ledger;
    private final GateClient gate;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition stand;
    private final Source counted;
    private final DeadMessages messages;
    private final InstantSource clock;
    private RunCounts counts = RunCounts.NONE;
    private long done;
    private boolean recovered;
    private @Nullable String by;

    /// @param consumer of the group of the position; it is closed with the pages
    /// @param stand the partition whose offset stands for how many were told
    DeadLetterPages(
            String action,
            String runId,
            DeadLetterFilter filter,
            @Nullable String who,
            String instance,
            LedgerClient ledger,
            GateClient gate,
            Consumer<byte[], byte[]> consumer,
            TopicPartition stand,
            DeadMessages messages,
            InstantSource clock) {
        this.action = action;
        this.runId = runId;
        this.filter = filter;
        this.who = who;
        this.instance = instance;
        this.ledger = ledger;
        this.gate = gate;
        this.consumer = consumer;
        this.stand = stand;
        this.counted = new Source("dead-letters", UUID.fromString(runId), 0);
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    @Override
    public Optional<Read> open() {
        OffsetAndMetadata known = consumer.committed(Set.of(stand)).get(stand);
        if (known != null) {
            done = known.offset();
            by = RunCounts.by(known);
            counts = RunCounts.newest(List.of(known));
        }
        return Optional.empty();
    }

    @Override
    public RunCounts counts() {
        return counts;
    }

    @Override
    public Optional<Read> next(int most) {
        List<Claimed> claims = claims(most);
        return claims.isEmpty() ? Optional.empty() : Optional.of(read(claims));
    }

    private List<Claimed> claims(int most) {
        try {
            if (!recovered) {
                List<Claimed> open = ledger.open(action, runId, most);
                if (!open.isEmpty()) {
                    return open;
                }
                recovered = true;
                releaseOrphans();
            }
            return ledger.claim(action, runId, filter, who, most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void releaseOrphans() throws IOException {
        Set<String> runs = new TreeSet<>();
        for (Claimed claim : ledger.open(action, ORPHANS)) {
            String holder = claim.runId();
            if (holder != null
                    && !holder.equals(runId)
                    && runs.add(holder)
                    && gate.hasEnded(holder)) {
                ledger.release(action, holder, "its heal run has ended");
            }
        }
    }

    private Read read(List<Claimed> claims) {
        List<PageScorer.Item> items = new ArrayList<>();
        List<TrackingEvent> said = new ArrayList<>();
        Map<Claimed, ConsumerRecord<byte[], byte[]>> found = messages.find(claims);
        for (Claimed claim : claims) {
            ConsumerRecord<byte[], byte[]> message = found.get(claim);
            if (message == null) {
                said.add(gone(claim));
            } else {
                MessageId id = new MessageId(claim.topicId(), claim.partition(), claim.offset());
                Attempt attempt =
                        new Attempt(
                                claim.topic(),
                                id,
                                message.timestamp(),
                                claim.replay(),
                                1,
                                Instant.EPOCH);
                items.add(new PageScorer.Item(message, attempt, claim.group(), null));
            }
        }
        long next = done + claims.size();
        return new Read(
                new PageScorer.Page(
                        items, List.of(), List.of(new Shipment.Stretch(counted, done, next))),
                said,
                Map.of(stand, next),
                claims.size(),
                said.size());
    }

    private TrackingEvent gone(Claimed claim) {
        ExceptionEntry entry =
                ExceptionEntry.discarded(
                        claim.offset(),
                        claim.eventId(),
                        claim.replay(),
                        "its payload is gone: the source does not keep the record any more, and there is no dead letter with it");
        return new TrackingEvent.Amended(
                new Frontier(
                        claim.group(), action, claim.topic(), claim.topicId(), claim.partition()),
                Mode.BATCH,
                List.of(entry),
                runId,
                instance,
                clock.instant());
    }

    @Override
    public void committed(Read read, String by) {
        done = read.next().getOrDefault(stand, done);
        this.by = by;
    }

    @Override
    public List<Standing> standings() {
        return List.of(new Standing(counted, done, by));
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public @Nullable Long total() {
        return null;
    }

    @Override
    public void close() {
        consumer.close();
        messages.close();
    }
}
