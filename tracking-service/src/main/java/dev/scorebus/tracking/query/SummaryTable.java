package dev.scorebus.tracking.query;

import dev.scorebus.tracking.query.MessageStory.ModelShare;
import dev.scorebus.tracking.query.Summary.Question;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Counts over the spans.
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
                   AND (:mode::text IS NULL OR s.mode = :mode))
            """;
    private static final String COUNTS =
            CHOSEN
                    + """
                    SELECT start, action, mode, count(*) AS spans, sum(records) AS records, sum(scored) AS scored,
                           sum(filtered) AS filtered, sum(failed) AS failed,
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
                     ORDER BY name, version
                    """;

    private final JdbcClient jdbc;

    SummaryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Summary> summaries(Question question, int limit) {
        Map<Group, List<ModelShare>> models = new HashMap<>();
        ask(MODELS, question)
                .query(
                        row -> {
                            models.computeIfAbsent(group(row), _ -> new ArrayList<>())
                                    .add(
                                            new ModelShare(
                                                    row.getString("name"),
                                                    row.getString("version"),
                                                    row.getInt("scored")));
                        });
        return ask(COUNTS, question)
                .param("limit", limit)
                .query((row, _) -> summary(row, models))
                .list();
    }

    private StatementSpec ask(String sql, Question question) {
        return jdbc.sql(sql)
                .param("action", question.action())
                .param("mode", question.mode())
                .param("since", question.period().start())
                .param("until", question.period().end())
                .param("step", question.stepSeconds(), Types.BIGINT);
    }

    private static Summary summary(ResultSet row, Map<Group, List<ModelShare>> models)
            throws SQLException {
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
                row.getLong("lost"),
                models.getOrDefault(group, List.of()));
    }

    private static Group group(ResultSet row) throws SQLException {
        OffsetDateTime start = row.getObject("start", OffsetDateTime.class);
        return new Group(
                start == null ? null : start.toInstant(),
                row.getString("action"),
                row.getString("mode"));
    }

    private record Group(@Nullable Instant start, String action, String mode) {}
}
