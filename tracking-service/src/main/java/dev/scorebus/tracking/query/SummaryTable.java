package dev.scorebus.tracking.query;

import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.tracking.query.MessageStory.ModelShare;
import dev.scorebus.tracking.query.Summary.Question;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Counts over the spans, and over the live steps of the messages in them.
@Component
class SummaryTable {
    private static final String CHOSEN =
            """
            WITH chosen AS (
                SELECT s.*, f.action,
                       date_bin(:step * interval '1 second', s.at, timestamptz '2000-01-01 00:00:00Z') AS start
                  FROM span s JOIN frontier f ON f.id = s.frontier_id
                 WHERE s.at >= :since AND s.at < :until
                   AND (:action::text IS NULL OR f.action = :action)
                   AND (:mode::text IS NULL OR s.mode = :mode)
                   AND NOT (s.relayed > 0 AND s.relayed = s.records)
                   AND NOT (s.mode = 'LOST' AND f.topic = f.action || '.retry'))
            """;
    private static final String COUNTS =
            CHOSEN
                    + """
                    SELECT start, action, mode, count(*) AS spans, sum(records - relayed) AS records,
                           sum(scored) AS scored, sum(filtered) AS filtered, sum(failed) AS failed,
                           sum(CASE WHEN mode = 'LOST' THEN hi - lo ELSE 0 END) AS lost
                      FROM chosen
                     GROUP BY start, action, mode
                     ORDER BY start, action, mode
                     LIMIT :limit
                    """;
    private static final String MODELS =
            CHOSEN
                    + """
                    SELECT start, action, mode, name, version, sum(c.scored) AS scored
                      FROM chosen JOIN span_model c USING (frontier_id, lo) JOIN model ON model.id = c.model_id
                     GROUP BY start, action, mode, name, version
                    """;

    private static final String LIVE =
            CHOSEN
                    + """
                    SELECT start, action, mode, e.state, name, version, sum(e.messages) AS messages
                      FROM chosen c
                      JOIN LATERAL (SELECT state, model_id, count(*) AS messages FROM message_exception e
                                     WHERE e.frontier_id = c.frontier_id
                                       AND e.message_offset >= c.lo AND e.message_offset < c.hi
                                       AND NOT EXISTS (
                                           SELECT FROM message_exception later
                                            WHERE later.frontier_id = e.frontier_id
                                              AND later.message_offset = e.message_offset
                                              AND (later.replay, later.attempt, later.state)
                                                  > (e.replay, e.attempt, e.state))
                                     GROUP BY state, model_id) e ON c.failed > 0
                      LEFT JOIN model ON model.id = e.model_id
                     GROUP BY start, action, mode, e.state, name, version
                    """;

    private final JdbcClient jdbc;

    SummaryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Summary> summaries(Question question, int limit) {
        Map<Group, Tally> tallies = new HashMap<>();
        ask(MODELS, question)
                .query(
                        row -> {
                            tally(tallies, row).addScores(row, row.getInt("scored"));
                        });
        ask(LIVE, question)
                .query(
                        row -> {
                            tally(tallies, row).addLive(row);
                        });
        return ask(COUNTS, question)
                .param("limit", limit)
                .query((row, _) -> summary(row, tally(tallies, row)))
                .list();
    }

    private static Tally tally(Map<Group, Tally> tallies, ResultSet row) throws SQLException {
        return tallies.computeIfAbsent(group(row), _ -> new Tally());
    }

    private StatementSpec ask(String sql, Question question) {
        return jdbc.sql(sql)
                .param("action", question.action())
                .param("mode", question.mode())
                .param("since", question.period().start())
                .param("until", question.period().end())
                .param("step", question.stepSeconds(), Types.BIGINT);
    }

    private static Summary summary(ResultSet row, Tally tally) throws SQLException {
        Group group = group(row);
        return new Summary(
                group.action(),
                group.mode(),
                group.start(),
                row.getLong("spans"),
                row.getLong("records"),
                row.getLong("scored"),
                row.getLong("filtered"),
                row.getLong("failed"),
                tally.messages(ExceptionState.FAILED),
                tally.messages(ExceptionState.DEAD),
                tally.messages(ExceptionState.CLAIMED),
                tally.messages(ExceptionState.HEALED),
                tally.messages(ExceptionState.DISCARDED),
                row.getLong("lost"),
                tally.models());
    }

    private static Group group(ResultSet row) throws SQLException {
        OffsetDateTime start = row.getObject("start", OffsetDateTime.class);
        return new Group(
                start == null ? null : start.toInstant(),
                row.getString("action"),
                row.getString("mode"));
    }

    /// What is counted apart from the spans.
    private static final class Tally {
        private final Map<ExceptionState, Long> messages = new EnumMap<>(ExceptionState.class);
        private final Map<ModelName, Integer> scores =
                new TreeMap<>(
                        Comparator.comparing(ModelName::name).thenComparing(ModelName::version));

        void addLive(ResultSet row) throws SQLException {
            ExceptionState state = ExceptionState.valueOf(row.getString("state"));
            messages.merge(state, row.getLong("messages"), Long::sum);
            if (row.getString("name") != null) {
                addScores(row, row.getInt("messages"));
            }
        }

        void addScores(ResultSet row, int count) throws SQLException {
            scores.merge(
                    new ModelName(row.getString("name"), row.getString("version")),
                    count,
                    Integer::sum);
        }

        long messages(ExceptionState state) {
            return messages.getOrDefault(state, 0L);
        }

        List<ModelShare> models() {
            return scores.entrySet().stream()
                    .map(
                            share ->
                                    new ModelShare(
                                            share.getKey().name(),
                                            share.getKey().version(),
                                            share.getValue()))
                    .toList();
        }
    }

    private record Group(@Nullable Instant start, String action, String mode) {}
}
