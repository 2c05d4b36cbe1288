package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Records of the tracking topic that could not be folded. While there is one, the audit fails.
@Component
class ParkedTable {
    private static final String INSERT =
            """
            INSERT INTO parked_event (told_topic_id, told_partition, told_offset, why, detail,
                                      consumer_group, topic_id, partition, lo, awaits, record_key, record_value)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;
    private static final String FRONTIERS =
            """
            SELECT DISTINCT consumer_group, topic_id, partition FROM parked_event
             WHERE (consumer_group, topic_id, partition) IN (:keys)
            """;
    private static final String TAKE =
            """
            DELETE FROM parked_event
             WHERE (told_topic_id, told_partition, told_offset) =
                   (SELECT told_topic_id, told_partition, told_offset FROM parked_event
                     WHERE why = 'GAP' AND consumer_group = :group AND topic_id = :topicId
                       AND partition = :partition AND lo = :lo
                     ORDER BY told_offset LIMIT 1)
            RETURNING told_topic_id, told_partition, told_offset, record_key, record_value
            """;

    private static final String AMENDMENTS =
            """
            SELECT told_topic_id, told_partition, told_offset, record_key, record_value FROM parked_event
             WHERE consumer_group = :group AND topic_id = :topicId AND partition = :partition AND awaits <= :next
             ORDER BY told_partition, told_offset
            """;
    private static final String FIND =
            """
            SELECT told_topic_id, told_partition, told_offset, record_key, record_value FROM parked_event
             WHERE told_topic_id = :topicId AND told_partition = :partition AND told_offset = :offset
            """;
    private static final String REMOVE =
            """
            DELETE FROM parked_event WHERE told_topic_id = ? AND told_partition = ? AND told_offset = ?
            """;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    ParkedTable(JdbcTemplate batches, JdbcClient jdbc) {
        this.batches = batches;
        this.jdbc = jdbc;
    }

    /// An event that does not follow what the ledger knows.
    ///
    /// @param detail why, for people
    /// @param waits whether it may follow later
    record Gap(Reading.Event reading, String detail, boolean waits) {}

    void parkGaps(List<Gap> gaps) {
        batches.batchUpdate(INSERT, gaps.stream().map(ParkedTable::columns).toList());
    }

    void parkUnreadable(List<Reading.Unreadable> readings) {
        batches.batchUpdate(INSERT, readings.stream().map(ParkedTable::columns).toList());
    }

    /// Notes that records of the tracking topic were deleted before they were folded.
    void parkDeleted(Told from, String detail) {
        batches.update(
                INSERT,
                from.topicId(),
                from.partition(),
                from.offset(),
                "DELETED",
                detail,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /// Those of the frontiers that have parked events.
    Set<FrontierTable.Key> frontiersAmong(Collection<FrontierTable.Key> keys) {
        List<Object[]> tuples = keys.stream().map(FrontierTable.Key::columns).toList();
        return new HashSet<>(
                jdbc.sql(FRONTIERS)
                        .param("keys", tuples)
                        .query(
                                (row, _) ->
                                        new FrontierTable.Key(
                                                row.getString("consumer_group"),
                                                row.getObject("topic_id", UUID.class),
                                                row.getInt("partition")))
                        .list());
    }

    /// The parked amendments of a frontier that may follow now that it stands at `next`, in the order they were told.
    List<Reading> amendments(FrontierTable.Key key, long next) {
        return jdbc.sql(AMENDMENTS)
                .param("group", key.group())
                .param("topicId", key.topicId())
                .param("partition", key.partition())
                .param("next", next)
                .query(ParkedTable::reading)
                .list();
    }

    /// The parked record at a place.
    Optional<Reading> find(Told told) {
        return jdbc.sql(FIND)
                .param("topicId", told.topicId())
                .param("partition", told.partition())
                .param("offset", told.offset())
                .query(ParkedTable::reading)
                .optional();
    }

    /// Takes out events that were applied.
    void remove(List<Told> applied) {
        batches.batchUpdate(
                REMOVE,
                applied.stream()
                        .map(told -> new Object[] {told.topicId(), told.partition(), told.offset()})
                        .toList());
    }

    /// Takes out the parked event of a frontier that starts at `lo`; amendments start nowhere.
    Optional<Reading> take(FrontierTable.Key key, long lo) {
        return jdbc.sql(TAKE)
                .param("group", key.group())
                .param("topicId", key.topicId())
                .param("partition", key.partition())
                .param("lo", lo)
                .query(ParkedTable::reading)
                .optional();
    }

    private static Reading reading(ResultSet row, int number) throws SQLException {
        return Reading.of(
                row.getObject("told_topic_id", UUID.class),
                new ConsumerRecord<>(
                        "tracking",
                        row.getInt("told_partition"),
                        row.getLong("told_offset"),
                        row.getBytes("record_key"),
                        row.getBytes("record_value")));
    }

    private static Object[] columns(Gap gap) {
        TrackingEvent event = gap.reading().event();
        FrontierTable.Key key = FrontierTable.Key.of(event.frontier());
        Told told = gap.reading().told();
        ConsumerRecord<byte[], byte[]> record = gap.reading().record();
        boolean amendment = event instanceof TrackingEvent.Amended;
        return new Object[] {
            told.topicId(),
            told.partition(),
            told.offset(),
            "GAP",
            gap.detail(),
            key.group(),
            key.topicId(),
            key.partition(),
            amendment ? null : FrontierState.start(event),
            amendment && gap.waits() ? FrontierState.end(event) : null,
            record.key(),
            record.value()
        };
    }

    private static Object[] columns(Reading.Unreadable reading) {
        Told told = reading.told();
        return new Object[] {
            told.topicId(),
            told.partition(),
            told.offset(),
            "UNREADABLE",
            Columns.text(reading.why()),
            null,
            null,
            null,
            null,
            null,
            reading.record().key(),
            reading.record().value()
        };
    }
}
