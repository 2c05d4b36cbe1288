package dev.scorebus.tracking.query;

import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.tracking.query.MessageStory.Event;
import dev.scorebus.tracking.query.MessageStory.ModelShare;
import dev.scorebus.tracking.query.MessageStory.Stretch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The ledger, asked about one message.
@Component
class StoryTable {
    private static final String PLACES =
            """
            SELECT f.id, f.consumer_group, f.action, f.topic_id, f.origin, f.next_offset,
                   s.lo, s.hi, s.mode, s.scored, s.filtered, s.relayed, s.at, s.last_at, s.instance, s.run_id, s.reason
              FROM frontier f
              LEFT JOIN LATERAL (SELECT * FROM span
                                  WHERE frontier_id = f.id AND lo <= :offset
                                  ORDER BY lo DESC LIMIT 1) s ON s.hi > :offset
             WHERE f.topic = :topic AND f.partition = :partition
               AND (:action::text IS NULL OR f.action = :action)
               AND (:topicId::uuid IS NULL OR f.topic_id = :topicId)
             ORDER BY f.id
            """;
    private static final String HISTORY =
            """
            SELECT state, replay, attempt, kind, error, mode, event_id, run_id, dead_letter_topic, who, at, name, version
              FROM message_exception LEFT JOIN model ON model.id = model_id
             WHERE frontier_id = :frontier AND message_offset = :offset
             ORDER BY replay, attempt, state
            """;
    private static final String MODELS =
            """
            SELECT name, version, scored FROM span_model JOIN model ON model.id = model_id
             WHERE frontier_id = :frontier AND lo = :lo
             ORDER BY scored DESC, version
            """;
    private static final String TOPIC_OF =
            "SELECT topic FROM frontier WHERE topic_id = :topicId LIMIT 1";

    private final JdbcClient jdbc;

    StoryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Where a message lies in the accounts of one action.
    ///
    /// @param scored how many records of its span were scored
    /// @param filtered how many of them the filter dropped
    /// @param relayed how many records of its span stand for messages of other partitions
    record Place(
            int frontier,
            String group,
            String action,
            UUID topicId,
            long origin,
            long next,
            @Nullable String mode,
            int scored,
            int filtered,
            int relayed,
            @Nullable Stretch span) {}

    List<Place> places(
            String topic,
            @Nullable UUID topicId,
            int partition,
            long offset,
            @Nullable String action) {
        return jdbc.sql(PLACES)
                .param("topic", topic)
                .param("topicId", topicId)
                .param("partition", partition)
                .param("offset", offset)
                .param("action", action)
                .query(StoryTable::place)
                .list();
    }

    List<Event> history(int frontier, long offset) {
        return jdbc.sql(HISTORY)
                .param("frontier", frontier)
                .param("offset", offset)
                .query(StoryTable::event)
                .list();
    }

    List<ModelShare> models(int frontier, long lo) {
        return jdbc.sql(MODELS)
                .param("frontier", frontier)
                .param("lo", lo)
                .query(
                        (row, _) ->
                                new ModelShare(
                                        row.getString("name"),
                                        row.getString("version"),
                                        row.getInt("scored")))
                .list();
    }

    List<String> topicOf(UUID topicId) {
        return jdbc.sql(TOPIC_OF)
                .param("topicId", topicId)
                .query((row, _) -> row.getString("topic"))
                .list();
    }

    private static Place place(ResultSet row, int number) throws SQLException {
        String mode = row.getString("mode");
        return new Place(
                row.getInt("id"),
                row.getString("consumer_group"),
                row.getString("action"),
                row.getObject("topic_id", UUID.class),
                row.getLong("origin"),
                row.getLong("next_offset"),
                mode,
                row.getInt("scored"),
                row.getInt("filtered"),
                row.getInt("relayed"),
                mode == null
                        ? null
                        : new Stretch(
                                row.getLong("lo"),
                                row.getLong("hi"),
                                time(row, "at"),
                                time(row, "last_at"),
                                row.getString("instance"),
                                row.getString("run_id"),
                                row.getString("reason")));
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getString("state"),
                row.getInt("replay"),
                row.getInt("attempt"),
                row.getString("kind"),
                row.getString("error"),
                row.getString("mode"),
                row.getString("event_id"),
                row.getString("run_id"),
                row.getString("dead_letter_topic"),
                row.getString("name") == null
                        ? null
                        : new ModelName(row.getString("name"), row.getString("version")),
                row.getString("who"),
                time(row, "at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
