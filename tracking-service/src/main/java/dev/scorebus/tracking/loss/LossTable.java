package dev.scorebus.tracking.loss;

import dev.scorebus.tracking.edge.Signature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Spans in which everything was lost, and who has taken note of them.
@Component
class LossTable {
    private static final String LOST =
            """
              FROM span s
              JOIN frontier f ON f.id = s.frontier_id
              LEFT JOIN loss_acknowledgement a ON a.frontier_id = s.frontier_id AND a.lo = s.lo
             WHERE s.mode = 'LOST' AND (:action::text IS NULL OR f.action = :action)
            """;
    private static final String LIST =
            """
            SELECT f.action, f.consumer_group, f.topic, f.topic_id, f.partition, s.lo, s.hi,
                   coalesce(s.reason, '') AS reason, s.at, a.who, a.reason AS note, a.at AS noted_at
            """
                    + LOST
                    + """
                       AND (:acknowledged::boolean IS NULL OR :acknowledged = (a.lo IS NOT NULL))
                     ORDER BY s.at, f.topic, f.partition, f.id, s.lo
                     LIMIT :limit
                    """;
    private static final String BY_FRONTIER =
            """
            SELECT s.frontier_id, count(*) AS losses, sum(s.hi - s.lo) AS offsets,
                   count(*) FILTER (WHERE a.lo IS NULL) AS open,
                   coalesce(sum(s.hi - s.lo) FILTER (WHERE a.lo IS NULL), 0) AS open_offsets
            """
                    + LOST
                    + " GROUP BY s.frontier_id";
    private static final String BY_ACTION =
            """
            SELECT f.action, count(s.lo) AS losses, coalesce(sum(s.hi - s.lo), 0) AS offsets,
                   count(s.lo) FILTER (WHERE a.lo IS NULL) AS open,
                   coalesce(sum(s.hi - s.lo) FILTER (WHERE a.lo IS NULL), 0) AS open_offsets
              FROM frontier f
              LEFT JOIN span s ON s.frontier_id = f.id AND s.mode = 'LOST'
              LEFT JOIN loss_acknowledgement a ON a.frontier_id = s.frontier_id AND a.lo = s.lo
             GROUP BY f.action
            """;
    private static final String ACKNOWLEDGE =
            """
            INSERT INTO loss_acknowledgement (frontier_id, lo, who, reason, at)
            SELECT s.frontier_id, s.lo, :who, :reason, :at
            """;
    private static final String NOT_YET =
            """
               AND a.lo IS NULL
            """;
    private static final String NO_DOUBLE = " ON CONFLICT DO NOTHING";
    private static final String ONE =
            """
               AND f.topic = :topic AND (:topicId::uuid IS NULL OR f.topic_id = :topicId)
               AND f.partition = :partition AND s.lo = :lo
            """;
    private static final String ACKNOWLEDGE_ALL = ACKNOWLEDGE + LOST + NOT_YET + NO_DOUBLE;
    private static final String ACKNOWLEDGE_ONE = ACKNOWLEDGE + LOST + NOT_YET + ONE + NO_DOUBLE;
    private static final String EXISTS = "SELECT EXISTS (SELECT " + LOST + ONE + ")";

    private static final String NOTE =
            """
            INSERT INTO loss_acknowledgement (frontier_id, lo, who, reason, at)
            SELECT id, :lo, :who, :reason, :at FROM frontier
             WHERE consumer_group = :group AND topic_id = :topicId AND partition = :partition
            """;

    private final JdbcClient jdbc;

    LossTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The oldest first.
    ///
    /// @param acknowledged only those that someone, or nobody, has taken note of; all when absent
    List<Loss> list(@Nullable String action, @Nullable Boolean acknowledged, int limit) {
        return jdbc.sql(LIST)
                .param("action", action)
                .param("acknowledged", acknowledged)
                .param("limit", limit)
                .query(LossTable::loss)
                .list();
    }

    /// By the frontier's number; those that have lost nothing are absent.
    Map<Integer, LossTally> byFrontier(@Nullable String action) {
        Map<Integer, LossTally> tallies = new HashMap<>();
        jdbc.sql(BY_FRONTIER)
                .param("action", action)
                .query(
                        row -> {
                            tallies.put(row.getInt("frontier_id"), tally(row));
                        });
        return tallies;
    }

    /// By action; those that have lost nothing are there too.
    Map<String, LossTally> byAction() {
        Map<String, LossTally> tallies = new HashMap<>();
        jdbc.sql(BY_ACTION)
                .query(
                        row -> {
                            tallies.put(row.getString("action"), tally(row));
                        });
        return tallies;
    }

    /// Takes note of all losses of an action that nobody has taken note of; how many.
    int acknowledgeAll(String action, Signature signature, Instant at) {
        return signed(ACKNOWLEDGE_ALL, action, signature, at).update();
    }

    /// Takes note of one loss; how many are new, of all topics that have had this name.
    int acknowledge(String action, Acknowledgement.Place place, Signature signature, Instant at) {
        return placed(signed(ACKNOWLEDGE_ONE, action, signature, at), place).update();
    }

    /// Whether an action has lost a stretch that begins there.
    boolean exists(String action, Acknowledgement.Place place) {
        return placed(jdbc.sql(EXISTS).param("action", action), place)
                .query(Boolean.class)
                .single();
    }

    /// Takes note of the loss of one frontier that begins at `lo`.
    void note(String group, UUID topicId, int partition, long lo, Signature signature, Instant at) {
        jdbc.sql(NOTE)
                .param("group", group)
                .param("topicId", topicId)
                .param("partition", partition)
                .param("lo", lo)
                .param("who", signature.who())
                .param("reason", signature.reason())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    private JdbcClient.StatementSpec signed(
            String sql, String action, Signature signature, Instant at) {
        return jdbc.sql(sql)
                .param("action", action)
                .param("who", signature.who())
                .param("reason", signature.reason())
                .param("at", at.atOffset(ZoneOffset.UTC));
    }

    private static JdbcClient.StatementSpec placed(
            JdbcClient.StatementSpec sql, Acknowledgement.Place place) {
        return sql.param("topic", place.topic())
                .param("topicId", place.topicId())
                .param("partition", place.partition())
                .param("lo", place.lo());
    }

    private static LossTally tally(ResultSet row) throws SQLException {
        return new LossTally(
                row.getLong("losses"),
                row.getLong("offsets"),
                row.getLong("open"),
                row.getLong("open_offsets"));
    }

    private static Loss loss(ResultSet row, int number) throws SQLException {
        OffsetDateTime notedAt = row.getObject("noted_at", OffsetDateTime.class);
        return new Loss(
                row.getString("action"),
                row.getString("consumer_group"),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("lo"),
                row.getLong("hi"),
                row.getString("reason"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                notedAt == null
                        ? null
                        : new Loss.Note(
                                row.getString("who"), row.getString("note"), notedAt.toInstant()));
    }
}
