package dev.scorebus.tracking.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The whole ledger, asked for what must not be.
@Component
class LedgerTable {
    private static final String FRONTIERS =
            """
            SELECT f.id, f.consumer_group, f.action, f.topic, f.topic_id, f.partition, f.origin, f.next_offset,
                   coalesce(t.spans, 0) AS spans, coalesce(t.records, 0) AS records,
                   coalesce(t.tiled_to, f.origin) AS tiled_to, t.break_lo, t.break_before,
                   (SELECT min(detail) FROM parked_event p
                     WHERE p.consumer_group = f.consumer_group AND p.topic_id = f.topic_id
                       AND p.partition = f.partition) AS parked,
                   (SELECT end_offset FROM unread_tail u
                     WHERE u.frontier_id = f.id AND u.end_offset > greatest(f.next_offset, u.empty_to)) AS seen_to
              FROM frontier f
              LEFT JOIN (SELECT frontier_id, count(*) AS spans, sum(records) AS records, max(hi) AS tiled_to,
                                (array_agg(lo ORDER BY lo) FILTER (WHERE lo <> before))[1] AS break_lo,
                                (array_agg(before ORDER BY lo) FILTER (WHERE lo <> before))[1] AS break_before
                           FROM (SELECT s.*, lag(hi, 1, g.origin) OVER (PARTITION BY frontier_id ORDER BY lo) AS before
                                   FROM span s
                                   JOIN frontier g ON g.id = s.frontier_id AND (:action::text IS NULL OR g.action = :action)
                                ) windowed
                          GROUP BY frontier_id) t ON t.frontier_id = f.id
             WHERE :action::text IS NULL OR f.action = :action
             ORDER BY f.action, f.topic, f.partition, f.id
            """;
    private static final String OUTSIDE =
            """
            SELECT e.frontier_id, count(*) AS count, min(e.message_offset) AS first
              FROM message_exception e
              JOIN frontier f ON f.id = e.frontier_id AND (:action::text IS NULL OR f.action = :action)
              LEFT JOIN LATERAL (SELECT hi FROM span
                                  WHERE frontier_id = e.frontier_id AND lo <= e.message_offset
                                  ORDER BY lo DESC LIMIT 1) s ON true
             WHERE s.hi IS NULL OR s.hi <= e.message_offset
             GROUP BY e.frontier_id
            """;
    private static final String MISCOUNTED =
            """
            SELECT s.frontier_id, count(*) AS count, min(s.lo) AS first
              FROM span s
              JOIN frontier f ON f.id = s.frontier_id AND (:action::text IS NULL OR f.action = :action)
              LEFT JOIN (SELECT e.frontier_id, p.lo, count(DISTINCT e.message_offset) AS failed
                           FROM message_exception e
                           JOIN frontier g ON g.id = e.frontier_id AND (:action::text IS NULL OR g.action = :action)
                           JOIN LATERAL (SELECT lo, hi FROM span
                                          WHERE frontier_id = e.frontier_id AND lo <= e.message_offset
                                          ORDER BY lo DESC LIMIT 1) p ON p.hi > e.message_offset
                          GROUP BY e.frontier_id, p.lo) x ON x.frontier_id = s.frontier_id AND x.lo = s.lo
              LEFT JOIN (SELECT frontier_id, lo, sum(scored) AS scored FROM span_model GROUP BY frontier_id, lo) m
                     ON m.frontier_id = s.frontier_id AND m.lo = s.lo
             WHERE s.failed <> coalesce(x.failed, 0) OR s.scored <> coalesce(m.scored, s.scored)
             GROUP BY s.frontier_id
            """;
    private static final String BROKEN_CHAINS =
            """
            SELECT frontier_id, count(DISTINCT message_offset) AS count, min(message_offset) AS first
              FROM (SELECT e.frontier_id, message_offset, replay, attempt, state,
                           lag(replay) OVER message AS replay_before, lag(attempt) OVER message AS attempt_before,
                           lag(state) OVER message AS state_before
                      FROM message_exception e
                      JOIN frontier f ON f.id = e.frontier_id AND (:action::text IS NULL OR f.action = :action)
                    WINDOW message AS (PARTITION BY e.frontier_id, message_offset ORDER BY replay, attempt, state)) step
             WHERE CASE WHEN state_before IS NULL
                        THEN replay <> 0 OR attempt > 1 OR state IN ('CLAIMED', 'DISCARDED')
                             OR (attempt = 0 AND state <> 'FAILED')
                        WHEN state_before = 'FAILED'
                        THEN (replay, attempt) <> (replay_before, attempt_before + 1) OR state IN ('CLAIMED', 'DISCARDED')
                        WHEN state_before = 'DEAD' AND state = 'DISCARDED'
                        THEN (replay, attempt) <> (replay_before, attempt_before)
                        WHEN state_before = 'DEAD'
                        THEN (replay, attempt) <> (replay_before + 1, 0) OR state <> 'CLAIMED'
                        WHEN state_before = 'CLAIMED'
                        THEN replay <> replay_before OR attempt > 1 OR (attempt = 1 AND state = 'DISCARDED')
                        ELSE true END
             GROUP BY frontier_id
            """;
    private static final String ORPHANS =
            """
            SELECT format('the tracking record at partition %s offset %s is %s: %s',
                          told_partition, told_offset, lower(why), detail) AS problem
              FROM parked_event p
             WHERE NOT EXISTS (SELECT FROM frontier f
                                WHERE f.consumer_group = p.consumer_group AND f.topic_id = p.topic_id
                                  AND f.partition = p.partition)
             ORDER BY told_partition, told_offset LIMIT 20
            """;
    private static final String SPANS =
            """
            SELECT lo, hi, records, mode FROM span WHERE frontier_id = :frontier AND hi <= :next ORDER BY lo
            """;
    private static final String SOME_SPANS =
            """
            SELECT lo, hi, records, mode
              FROM (SELECT *, sum(records) OVER (ORDER BY chance ROWS UNBOUNDED PRECEDING) - records AS before
                      FROM (SELECT *, random() AS chance FROM span WHERE frontier_id = :frontier AND hi <= :next) drawn) spans
             WHERE before < :records
             ORDER BY chance LIMIT :limit
            """;

    private final JdbcClient jdbc;

    LedgerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What the ledger says of a frontier.
    ///
    /// @param tiledTo where the last span ends
    /// @param breakLo where the first span begins that does not begin where the one before ends
    /// @param breakBefore where that one ends
    /// @param parked why an event of it is parked, when one is
    /// @param seenTo up to where something was seen behind it that is not accounted for, when there was
    record Account(
            int id,
            String group,
            String action,
            String topic,
            UUID topicId,
            int partition,
            long origin,
            long next,
            long spans,
            long records,
            long tiledTo,
            @Nullable Long breakLo,
            @Nullable Long breakBefore,
            @Nullable String parked,
            @Nullable Long seenTo) {}

    /// How often something was found that must not be, and the first offset it concerns.
    record Finding(long count, long first) {}

    /// A span, as far as a recount needs it.
    record Counted(long lo, long hi, long records, String mode) {}

    List<Account> accounts(@Nullable String action) {
        return jdbc.sql(FRONTIERS).param("action", action).query(LedgerTable::account).list();
    }

    Map<Integer, Finding> exceptionsOutside(@Nullable String action) {
        return findings(OUTSIDE, action);
    }

    Map<Integer, Finding> miscounted(@Nullable String action) {
        return findings(MISCOUNTED, action);
    }

    Map<Integer, Finding> brokenChains(@Nullable String action) {
        return findings(BROKEN_CHAINS, action);
    }

    List<String> orphans() {
        return jdbc.sql(ORPHANS).query((row, _) -> row.getString("problem")).list();
    }

    List<Counted> spans(int frontier, long next) {
        return jdbc.sql(SPANS)
                .param("frontier", frontier)
                .param("next", next)
                .query(LedgerTable::counted)
                .list();
    }

    /// Spans by chance, at least one; no further ones once they hold this many records.
    List<Counted> someSpans(int frontier, long next, int limit, int records) {
        return jdbc.sql(SOME_SPANS)
                .param("frontier", frontier)
                .param("next", next)
                .param("limit", limit)
                .param("records", records)
                .query(LedgerTable::counted)
                .list();
    }

    private Map<Integer, Finding> findings(String sql, @Nullable String action) {
        Map<Integer, Finding> findings = new HashMap<>();
        jdbc.sql(sql)
                .param("action", action)
                .query(
                        row -> {
                            findings.put(
                                    row.getInt("frontier_id"),
                                    new Finding(row.getLong("count"), row.getLong("first")));
                        });
        return findings;
    }

    private static Counted counted(ResultSet row, int number) throws SQLException {
        return new Counted(
                row.getLong("lo"),
                row.getLong("hi"),
                row.getLong("records"),
                row.getString("mode"));
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        return new Account(
                row.getInt("id"),
                row.getString("consumer_group"),
                row.getString("action"),
                row.getString("topic"),
                row.getObject("topic_id", UUID.class),
                row.getInt("partition"),
                row.getLong("origin"),
                row.getLong("next_offset"),
                row.getLong("spans"),
                row.getLong("records"),
                row.getLong("tiled_to"),
                row.getObject("break_lo", Long.class),
                row.getObject("break_before", Long.class),
                row.getString("parked"),
                row.getObject("seen_to", Long.class));
    }
}
