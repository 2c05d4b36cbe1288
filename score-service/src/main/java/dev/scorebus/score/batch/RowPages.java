package dev.scorebus.score.batch;

import dev.scorebus.batch.BatchPlan;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.MessageId;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.sink.Source;
import dev.scorebus.score.stream.PageScorer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The pages of a data set. A row is a message of partition 0 of `data-set/{name}`, its offset the number of the row. No topic has
/// such offsets, so the position is committed as the offset of a partition that does exist, by a group that is only for this.
final class RowPages implements PageSource {
    private final BatchPlan plan;
    private final long end;
    private final String group;
    private final Frontier frontier;
    private final String instance;
    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition stand;
    private final Rows rows;
    private final InstantSource clock;
    private @Nullable BufferedReader reading;
    private RunCounts counts = RunCounts.NONE;
    private long position;
    private @Nullable String by;

    /// Where rows come from.
    interface Rows {
        /// The rows from this one on, as JSON lines.
        InputStream from(long row) throws IOException;
    }

    /// @param group the run's group
    /// @param consumer of the group of the position; it is closed with the pages
    /// @param stand the partition whose offset stands for the number of the next row
    RowPages(
            BatchPlan plan,
            String action,
            String group,
            String instance,
            Consumer<byte[], byte[]> consumer,
            TopicPartition stand,
            Rows rows,
            InstantSource clock) {
        this.plan = plan;
        this.end = plan.ranges().getFirst().to();
        this.group = group;
        this.frontier = new Frontier(group, action, plan.topic(), plan.topicId(), 0);
        this.instance = instance;
        this.consumer = consumer;
        this.stand = stand;
        this.rows = rows;
        this.clock = clock;
    }

    /// The group whose offset is the position of a run.
    static String positionGroup(String group) {
        return group + ".position";
    }

    @Override
    public ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    @Override
    public Optional<Read> open() {
        OffsetAndMetadata known = consumer.committed(Set.of(stand)).get(stand);
        if (known != null) {
            position = known.offset();
            by = RunCounts.by(known);
            counts = RunCounts.newest(List.of(known));
            return Optional.empty();
        }
        TrackingEvent origin = new TrackingEvent.Origin(frontier, 0, instance, clock.instant());
        return Optional.of(
                new Read(
                        new PageScorer.Page(List.of(), List.of()),
                        List.of(origin),
                        Map.of(stand, 0L),
                        0,
                        0));
    }

    @Override
    public RunCounts counts() {
        return counts;
    }

    @Override
    public Optional<Read> next(int most) {
        if (position == end) {
            return Optional.empty();
        }
        try {
            List<PageScorer.Item> items = new ArrayList<>();
            while (items.size() < most && position + items.size() < end) {
                items.add(row(position + items.size()));
            }
            long next = position + items.size();
            PageScorer.Stretch stretch = new PageScorer.Stretch(frontier, position, next);
            return Optional.of(
                    new Read(
                            new PageScorer.Page(items, List.of(stretch)),
                            List.of(),
                            Map.of(stand, next),
                            items.size(),
                            0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PageScorer.Item row(long number) throws IOException {
        if (reading == null) {
            reading =
                    new BufferedReader(
                            new InputStreamReader(rows.from(number), StandardCharsets.UTF_8));
        }
        String line = reading.readLine();
        if (line == null) {
            throw new IOException("the rows broke off before row " + number);
        }
        JsonNode json = WireJson.mapper().readTree(line);
        if (json.path("row").asLong(-1) != number) {
            throw new IOException("row %d was asked for, and another came".formatted(number));
        }
        JsonNode bad = json.get("bad");
        String data = bad == null ? json.path("data").toString() : "";
        ConsumerRecord<byte[], byte[]> message =
                message(number, data.getBytes(StandardCharsets.UTF_8));
        MessageId id = new MessageId(plan.topicId(), 0, number);
        return new PageScorer.Item(
                message,
                new Attempt(plan.topic(), id, -1, 0, 1, Instant.EPOCH),
                group,
                bad == null
                        ? null
                        : "line %d of the data set cannot be read: %s"
                                .formatted(json.path("line").asLong(), bad.asString()));
    }

    private ConsumerRecord<byte[], byte[]> message(long number, byte[] value) {
        return new ConsumerRecord<>(
                plan.topic(),
                0,
                number,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                0,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    @Override
    public void committed(Read read, String by) {
        position = read.next().getOrDefault(stand, position);
        this.by = by;
    }

    @Override
    public List<Standing> standings() {
        Source source = new Source(frontier.topic(), frontier.topicId(), frontier.partition());
        return List.of(new Standing(source, position, by));
    }

    @Override
    public long done() {
        return position;
    }

    @Override
    public Long total() {
        return end;
    }

    @Override
    public void close() {
        consumer.close();
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
