package dev.scorebus.tracking.audit;

import dev.scorebus.tracking.audit.LedgerTable.Finding;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Messages that wait for another attempt: their live step is FAILED.
@Component
class RetryTable {
    private static final String WAITING =
            """
            SELECT e.frontier_id, count(*) AS count, min(e.message_offset) AS first
              FROM message_exception e
              JOIN frontier f ON f.id = e.frontier_id AND (:action::text IS NULL OR f.action = :action)
             WHERE e.state = 'FAILED' AND e.id <= :until
               AND NOT EXISTS (SELECT FROM message_exception later
                                WHERE later.frontier_id = e.frontier_id AND later.message_offset = e.message_offset
                                  AND (later.replay, later.attempt, later.state) > (e.replay, e.attempt, e.state))
             GROUP BY e.frontier_id
            """;
    private static final String LATEST =
            "SELECT coalesce(max(id), 0) FROM (SELECT id FROM message_exception WHERE state = 'FAILED') e";

    private final JdbcClient jdbc;

    RetryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The latest failure that was told.
    long latest() {
        return jdbc.sql(LATEST).query(Long.class).single();
    }

    /// How many messages of each frontier wait, and the first of them, by failures that were told up to `until`.
    Map<Integer, Finding> waiting(@Nullable String action, long until) {
        Map<Integer, Finding> waiting = new HashMap<>();
        jdbc.sql(WAITING)
                .param("action", action)
                .param("until", until)
                .query(
                        row -> {
                            waiting.put(
                                    row.getInt("frontier_id"),
                                    new Finding(row.getLong("count"), row.getLong("first")));
                        });
        return waiting;
    }
}
