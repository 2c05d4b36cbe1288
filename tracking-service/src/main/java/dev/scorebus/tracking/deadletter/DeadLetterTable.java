package dev.scorebus.tracking.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Messages whose live step `e` is DEAD, or CLAIMED where one is looked at, each with its last death `d`: another step when a claim was released since.
@Component
class DeadLetterTable {
    static final String COLUMNS =
            """
            SELECT f.action, f.consumer_group, f.topic, f.topic_id, f.partition, e.message_offset, e.event_id, e.replay,
                   d.attempt, d.kind, d.error, d.error_class, d.dead_letter_topic, d.at,
                   (SELECT count(*) FROM message_exception c
                     WHERE c.frontier_id = e.frontier_id AND c.message_offset = e.message_offset
                       AND c.state = 'CLAIMED' AND c.run_id IS NULL) AS replays
            """;
    static final String DEATH =
            """
              JOIN frontier f ON f.id = e.frontier_id
              JOIN LATERAL (SELECT replay, attempt, kind, error, error_class, dead_letter_topic, at FROM message_exception
                             WHERE frontier_id = e.frontier_id AND message_offset = e.message_offset
                               AND state = 'DEAD' AND attempt > 0
                             ORDER BY replay DESC LIMIT 1) d ON true
            """;
    static final String LIVE =
            """
               AND NOT EXISTS (SELECT FROM message_exception later
                                WHERE later.frontier_id = e.frontier_id AND later.message_offset = e.message_offset
                                  AND (later.replay, later.attempt, later.state) > (e.replay, e.attempt, e.state))
            """;
    static final String DEAD = withLiveStep("'DEAD'");
    private static final String FILTERED =
            """
               AND d.at >= :since AND d.at < :until AND (:kind::text IS NULL OR d.kind = :kind)
               AND (:errorClass::text IS NULL OR d.error_class = :errorClass
                       OR right(d.error_class, length(:errorClass) + 1) = '.' || :errorClass)
               AND (:maxDeaths::integer IS NULL OR :maxDeaths >
                       (SELECT count(*) FROM message_exception death
                         WHERE death.frontier_id = e.frontier_id AND death.message_offset = e.message_offset
                           AND death.state = 'DEAD' AND death.attempt > 0))
            """;
    private static final String NAMED =
            """
               AND EXISTS (SELECT FROM unnest(:topics::text[], :topicIds::text[], :partitions::integer[],
                                              :offsets::bigint[], :runs::text[])
                                       AS m (topic, topic_id, partition, message_offset, run)
                            WHERE m.topic = f.topic AND (m.topic_id IS NULL OR m.topic_id = f.topic_id::text)
                              AND m.partition = f.partition AND m.message_offset = e.message_offset
                              AND (m.run IS NULL
                                   OR m.run = coalesce(nullif(split_part(f.consumer_group, '.' || f.action || '.run.', 2), ''),
                                                  'stream')))
            """;
    private static final String LIST =
            COLUMNS
                    + DEAD
                    + FILTERED
                    + """
                     ORDER BY e.id DESC
                     LIMIT :limit
                    """;
    private static final String FIND =
            COLUMNS
                    + withLiveStep("'DEAD', 'CLAIMED'")
                    + """
                       AND f.topic = :topic AND f.partition = :partition AND e.message_offset = :offset
                     ORDER BY e.id
                    """;
    private static final String LOCK =
            """
            SELECT id FROM frontier WHERE action = :action ORDER BY id FOR UPDATE
            """;
    private static final String DISCARD =
            """
            INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, error, event_id, who, at)
            SELECT e.frontier_id, e.message_offset, e.replay, e.attempt, 'DISCARDED', :reason, e.event_id, :who, :at
            """;

    private final JdbcClient jdbc;

    DeadLetterTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The newest dead letters that a filter lets through.
    List<DeadLetter> list(@Nullable String action, Filter filter, int limit) {
        return choose(jdbc.sql(LIST), new Choice.Filtered(filter))
                .param("action", action)
                .param("limit", limit)
                .query(DeadLetterTable::letter)
                .list();
    }

    /// The dead letters of the message at a place, also of one that is claimed: one per action, and per topic that has had this name; the newest last.
    List<DeadLetter> find(String topic, int partition, long offset, @Nullable String action) {
        return jdbc.sql(FIND)
                .param("topic", topic)
                .param("partition", partition)
                .param("offset", offset)
                .param("action", action)
                .query(DeadLetterTable::letter)
                .list();
    }

    /// Those of an action that are chosen and dead now.
    List<DeadLetter> dead(String action, Choice choice) {
        return choose(jdbc.sql(COLUMNS + DEAD + chosen(choice)), choice)
                .param("action", action)
                .query(DeadLetterTable::letter)
                .list();
    }

    /// Locks the frontiers of an action, so that until the end of the transaction nobody else tells a step of its messages;
    /// whether it has any.
    boolean lock(String action) {
        return !jdbc.sql(LOCK).param("action", action).query(Integer.class).list().isEmpty();
    }

    /// Gives up those that are chosen and dead now; how many.
    int discard(String action, Choice choice, Note note) {
        return choose(jdbc.sql(DISCARD + DEAD + chosen(choice)), choice)
                .param("action", action)
                .param("reason", note.storedReason())
                .param("who", note.storedWho())
                .param("at", note.storedAt())
                .update();
    }

    private static String withLiveStep(String states) {
        return "  FROM message_exception e\n"
                + DEATH
                + " WHERE e.state IN (%s) AND (:action::text IS NULL OR f.action = :action)\n"
                        .formatted(states)
                + LIVE;
    }

    /// The condition for a choice among dead letters.
    static String chosen(Choice choice) {
        return switch (choice) {
            case Choice.Named _ -> NAMED;
            case Choice.Filtered _ -> FILTERED;
        };
    }

    /// The parameters of that condition.
    static StatementSpec choose(StatementSpec statement, Choice choice) {
        return switch (choice) {
            case Choice.Named(List<Place> places) ->
                    statement
                            .param(
                                    "topics",
                                    places.stream().map(Place::topic).toArray(String[]::new))
                            .param(
                                    "topicIds",
                                    places.stream()
                                            .map(Place::topicId)
                                            .map(id -> id == null ? null : id.toString())
                                            .toArray(String[]::new))
                            .param(
                                    "partitions",
                                    places.stream().mapToInt(Place::partition).toArray())
                            .param("offsets", places.stream().mapToLong(Place::offset).toArray())
                            .param("runs", places.stream().map(Place::run).toArray(String[]::new));
            case Choice.Filtered(Filter filter) ->
                    statement
                            .param("since", filter.period().start())
                            .param("until", filter.period().end())
                            .param("maxDeaths", filter.maxDeaths())
                            .param("kind", filter.kind() == null ? null : filter.kind().name())
                            .param("errorClass", filter.errorClass());
        };
    }

    static DeadLetter letter(ResultSet row, int number) throws SQLException {
        return new DeadLetter(
                row.getString("action"),
                row.getString("consumer_group"),
                DeadLetter.run(row.getString("consumer_group"), row.getString("action")),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("message_offset"),
                row.getString("event_id"),
                row.getInt("replay"),
                row.getInt("replays"),
                row.getInt("attempt"),
                row.getString("kind"),
                row.getString("error"),
                row.getString("error_class"),
                row.getString("dead_letter_topic"),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
