package dev.scorebus.tracking.query;

import dev.scorebus.ledger.IdFilter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The Bloom filters over the ids of the spans, probed inside the database: the seven probes of [IdFilter] are computed
/// from the hash and the length of each filter. PostgreSQL's `get_bit` counts from the lowest bit of the first byte, as
/// [IdFilter] does.
@Component
class IdFilterTable {
    private static final String CANDIDATES =
            """
            SELECT f.action, f.topic, f.topic_id, f.partition, i.lo, i.hi, i.at
              FROM (SELECT frontier_id, one.lo, one.hi, at, one.bits
                      FROM id_filter, unnest(los, his, bits) AS one(lo, hi, bits)
                     WHERE at > :since - interval '1 minute' AND at < :until
                     UNION ALL
                    SELECT frontier_id, lo, hi, at, bits
                      FROM open_id_filter
                     WHERE at >= :since AND at < :until) i
              JOIN frontier f ON f.id = i.frontier_id
             WHERE get_bit(i.bits, :low % (length(i.bits) * 8::bigint)) = 1
               AND get_bit(i.bits, (:low + :high) % (length(i.bits) * 8::bigint)) = 1
               AND get_bit(i.bits, (:low + 2 * :high) % (length(i.bits) * 8::bigint)) = 1
               AND get_bit(i.bits, (:low + 3 * :high) % (length(i.bits) * 8::bigint)) = 1
               AND get_bit(i.bits, (:low + 4 * :high) % (length(i.bits) * 8::bigint)) = 1
               AND get_bit(i.bits, (:low + 5 * :high) % (length(i.bits) * 8::bigint)) = 1
               AND get_bit(i.bits, (:low + 6 * :high) % (length(i.bits) * 8::bigint)) = 1
             ORDER BY i.at DESC, i.lo DESC
             LIMIT :limit
            """;

    private final JdbcClient jdbc;

    IdFilterTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Offsets whose filter does not exclude the id.
    ///
    /// @param at when they were processed, or the minute of it
    record Candidate(
            String action,
            String topic,
            UUID topicId,
            int partition,
            long lo,
            long hi,
            Instant at) {}

    /// The newest of the time that may hold the id.
    List<Candidate> candidates(String id, Period period, int limit) {
        long hash = IdFilter.hash(id);
        return jdbc.sql(CANDIDATES)
                .param("low", hash & 0xffffffffL)
                .param("high", hash >>> 32)
                .param("since", period.start())
                .param("until", period.end())
                .param("limit", limit)
                .query(
                        (row, _) ->
                                new Candidate(
                                        row.getString("action"),
                                        row.getString("topic"),
                                        row.getObject("topic_id", UUID.class),
                                        row.getInt("partition"),
                                        row.getLong("lo"),
                                        row.getLong("hi"),
                                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
