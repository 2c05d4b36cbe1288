package dev.scorebus.tracking.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Claims that go through their action again and are not published yet.
@Component
class ReplayTable {
    private static final String CANDIDATES =
            DeadLetterTable.COLUMNS + ", e.frontier_id\n" + DeadLetterTable.DEAD;
    private static final String OLDEST_FIRST = " ORDER BY e.id LIMIT :limit\n";
    private static final String CLAIM =
            """
            INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, error, event_id, who, at)
            SELECT e.frontier_id, e.message_offset, e.replay + 1, 0, 'CLAIMED', :reason, e.event_id, :who, :at
              FROM message_exception e
             WHERE e.frontier_id = :frontier AND e.message_offset = :offset AND e.replay = :replay AND e.state = 'DEAD'
            """
                    + DeadLetterTable.LIVE;
    private static final String NUMBER =
            """
            UPDATE replay_counter SET next_seq = next_seq + 1 RETURNING next_seq - 1
            """;
    private static final String ENQUEUE =
            """
            INSERT INTO replay (seq, frontier_id, message_offset, replay, record_topic, record_topic_id, record_partition,
                                record_offset)
            VALUES (:seq, :frontier, :offset, :replay, :recordTopic, :recordTopicId, :recordPartition, :recordOffset)
            """;
    private static final String ANY = "SELECT EXISTS (SELECT FROM replay)";
    private static final String TURN = "SELECT one FROM replay_turn FOR UPDATE SKIP LOCKED";
    private static final String PENDING =
            """
            SELECT r.seq, r.frontier_id, r.message_offset, r.replay, r.record_topic, r.record_topic_id, r.record_partition,
                   r.record_offset, f.action, f.topic, f.topic_id, f.partition
              FROM replay r JOIN frontier f ON f.id = r.frontier_id
             WHERE r.seq >= :position ORDER BY r.seq LIMIT :limit
            """;
    private static final String FORGET = "DELETE FROM replay WHERE seq < :position";
    private static final String RAISE =
            "UPDATE replay_counter SET next_seq = :position WHERE next_seq < :position";
    private static final String WITHDRAW =
            """
            WITH r AS (DELETE FROM replay WHERE seq = :seq RETURNING *)
            INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, event_id,
                                           dead_letter_topic, at)
            SELECT e.frontier_id, e.message_offset, e.replay, 0, 'DEAD', d.kind, :reason, e.event_id, d.dead_letter_topic, :at
              FROM r JOIN message_exception e ON e.frontier_id = r.frontier_id AND e.message_offset = r.message_offset
                                             AND e.replay = r.replay AND e.state = 'CLAIMED'
            """
                    + DeadLetterTable.DEATH;

    private final JdbcClient jdbc;

    ReplayTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A dead letter that may be replayed.
    record Candidate(int frontier, DeadLetter letter) {}

    /// A claim whose record is to be published.
    ///
    /// @param seq its place in the order of the claims
    /// @param topic where the message was read first, with the next three
    /// @param replay the life that the claim began
    /// @param record where the message lies now
    record Pending(
            long seq,
            String action,
            String topic,
            UUID topicId,
            int partition,
            long offset,
            int replay,
            Location record) {}

    /// The longest dead of those that are chosen.
    List<Candidate> candidates(String action, Choice choice, int limit) {
        return DeadLetterTable.choose(
                        jdbc.sql(CANDIDATES + DeadLetterTable.chosen(choice) + OLDEST_FIRST),
                        choice)
                .param("action", action)
                .param("limit", limit)
                .query(
                        (row, number) ->
                                new Candidate(
                                        row.getInt("frontier_id"),
                                        DeadLetterTable.letter(row, number)))
                .list();
    }

    /// Claims a dead letter and puts it in the queue, unless it is not dead any more; whether it did.
    boolean enqueue(Candidate candidate, Location record, Note note) {
        int claimed =
                jdbc.sql(CLAIM)
                        .param("frontier", candidate.frontier())
                        .param("offset", candidate.letter().offset())
                        .param("replay", candidate.letter().replay())
                        .param("reason", note.storedReason())
                        .param("who", note.storedWho())
                        .param("at", note.storedAt())
                        .update();
        if (claimed == 0) {
            return false;
        }
        return jdbc.sql(ENQUEUE)
                        .param("seq", jdbc.sql(NUMBER).query(Long.class).single())
                        .param("frontier", candidate.frontier())
                        .param("offset", candidate.letter().offset())
                        .param("replay", candidate.letter().replay() + 1)
                        .param("recordTopic", record.topic())
                        .param("recordTopicId", record.topicId())
                        .param("recordPartition", record.partition())
                        .param("recordOffset", record.offset())
                        .update()
                == 1;
    }

    /// Whether anything is left to publish.
    boolean isPending() {
        return jdbc.sql(ANY).query(Boolean.class).single();
    }

    /// Takes the turn to publish until the end of the transaction; not while another replica has it.
    boolean takeTurn() {
        return jdbc.sql(TURN).query(Boolean.class).optional().isPresent();
    }

    /// The next claims from a position on.
    List<Pending> pending(long position, int limit) {
        return jdbc.sql(PENDING)
                .param("position", position)
                .param("limit", limit)
                .query(ReplayTable::read)
                .list();
    }

    /// Forgets what was published: all before a position. Numbers are never given again, also by a database that lost some.
    void forget(long position) {
        jdbc.sql(FORGET).param("position", position).update();
        jdbc.sql(RAISE).param("position", position).update();
    }

    /// Takes a claim out of the queue and makes its message dead again.
    void withdraw(Pending pending, Note note) {
        jdbc.sql(WITHDRAW)
                .param("seq", pending.seq())
                .param("reason", note.storedReason())
                .param("at", note.storedAt())
                .update();
    }

    private static Pending read(ResultSet row, int number) throws SQLException {
        return new Pending(
                row.getLong("seq"),
                row.getString("action"),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("message_offset"),
                row.getInt("replay"),
                new Location(
                        row.getString("record_topic"),
                        row.getObject("record_topic_id", UUID.class),
                        row.getInt("record_partition"),
                        row.getLong("record_offset")));
    }
}
