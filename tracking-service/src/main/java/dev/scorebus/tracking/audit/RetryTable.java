package dev.scorebus.tracking.audit;

import dev.scorebus.tracking.audit.LedgerTable.Finding;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Messages that wait for another attempt: their live step is FAILED, or they were claimed for a replay that is published.
/// And those that are claimed otherwise.
@Component
class RetryTable {
    private static final String WAITING =
            """
            SELECT e.frontier_id, count(*) AS count, min(e.message_offset) AS first
              FROM message_exception e
              JOIN frontier f ON f.id = e.frontier_id AND (:action::text IS NULL OR f.action = :action)
             WHERE (e.state = 'FAILED' OR (e.state = 'CLAIMED' AND e.run_id IS NULL
                                           AND NOT EXISTS (SELECT FROM replay r
                                                            WHERE r.frontier_id = e.frontier_id
                                                              AND r.message_offset = e.message_offset
                                                              AND r.replay = e.replay)))
               AND e.id <= :until
               AND NOT EXISTS (SELECT FROM message_exception later
                                WHERE later.frontier_id = e.frontier_id AND later.message_offset = e.message_offset
                                  AND (later.replay, later.attempt, later.state) > (e.replay, e.attempt, e.state))
             GROUP BY e.frontier_id
            """;
    private static final String CLAIMED =
            """
            SELECT e.frontier_id, count(*) AS count, min(e.message_offset) AS first,
                   count(*) FILTER (WHERE e.run_id IS NULL) AS replays, min(e.run_id) AS run, min(e.at) AS since
              FROM message_exception e
              JOIN frontier f ON f.id = e.frontier_id AND (:action::text IS NULL OR f.action = :action)
             WHERE e.state = 'CLAIMED'
               AND NOT EXISTS (SELECT FROM message_exception later
                                WHERE later.frontier_id = e.frontier_id AND later.message_offset = e.message_offset
                                  AND (later.replay, later.attempt, later.state) > (e.replay, e.attempt, e.state))
             GROUP BY e.frontier_id
            """;
    private static final String LATEST =
            "SELECT coalesce(max(id), 0) FROM (SELECT id FROM message_exception WHERE state IN ('FAILED', 'CLAIMED')) e";

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

    /// In words for the audit: how many messages of each frontier are claimed, and by whom.
    Map<Integer, String> claimed(@Nullable String action) {
        Map<Integer, String> claimed = new HashMap<>();
        jdbc.sql(CLAIMED)
                .param("action", action)
                .query(
                        row -> {
                            String run = row.getString("run");
                            claimed.put(
                                    row.getInt("frontier_id"),
                                    "%d are claimed since %s, the first at offset %d: %d by replays%s"
                                            .formatted(
                                                    row.getLong("count"),
                                                    row.getObject("since", OffsetDateTime.class)
                                                            .toInstant(),
                                                    row.getLong("first"),
                                                    row.getLong("replays"),
                                                    run == null
                                                            ? ""
                                                            : ", the others by runs such as "
                                                                    + run));
                        });
        return claimed;
    }
}
