package dev.scorebus.train.run;

import dev.scorebus.message.WireJson;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table of slots, as training runs take them. A run is active while a slot names it, so the number of rows is the limit, over
/// all replicas and over both kinds of run. All times are the database's.
@Repository
class SlotTable {
    private static final String CLAIM =
            """
            WITH free AS (
                SELECT slot FROM run_slot
                 WHERE run_id IS NULL AND batch_run_id IS NULL AND slot <= :slots
                 ORDER BY slot FOR UPDATE SKIP LOCKED LIMIT 1
            ), next AS (
                SELECT id FROM training_run r
                 WHERE state = 'queued' AND EXISTS (SELECT 1 FROM free)
                   AND (SELECT count(*) FROM run_slot
                         WHERE run_id IS NULL AND batch_run_id IS NULL AND slot <= :slots)
                     > (SELECT count(*) FROM
                           (SELECT 1 FROM batch_run older, run_demand demand
                             WHERE demand.kind = 'batch' AND demand.until > now()
                               AND older.state = 'queued' AND older.position < r.position
                             LIMIT 15) AS before)
                 ORDER BY position FOR UPDATE SKIP LOCKED LIMIT 1
            ), taken AS (
                UPDATE run_slot s
                   SET run_id = next.id, owner = :owner, fence = s.fence + 1,
                       renewed_at = now(), lease_until = now() + :lease * interval '1 millisecond'
                  FROM free, next
                 WHERE s.slot = free.slot
                RETURNING s.slot, s.fence, s.run_id
            )
            UPDATE training_run r
               SET state = 'running', started_at = now()
              FROM taken
             WHERE r.id = taken.run_id
            RETURNING r.id, taken.slot, taken.fence, r.request, r.started_at
            """;
    private static final String DEMAND =
            """
            UPDATE run_demand SET until = now() + interval '5 seconds'
             WHERE kind = 'training' AND EXISTS (SELECT 1 FROM training_run WHERE state = 'queued')
            """;
    private static final String RENEW =
            """
            WITH held AS (
                UPDATE run_slot
                   SET renewed_at = now(), lease_until = now() + :lease * interval '1 millisecond'
                 WHERE slot = :slot AND run_id = :run AND fence = :fence AND lease_until >= now()
                RETURNING run_id
            )
            UPDATE training_run r
               SET progress = COALESCE(CAST(:progress AS jsonb), r.progress)
              FROM held
             WHERE r.id = held.run_id
            RETURNING r.cancel_requested
            """;
    private static final String RELEASE =
            """
            UPDATE run_slot
               SET run_id = NULL, owner = NULL, renewed_at = NULL, lease_until = NULL
             WHERE slot = :slot AND run_id = :run AND fence = :fence AND lease_until >= clock_timestamp()
            """;
    private static final String REAP =
            """
            WITH lost AS (
                SELECT slot, run_id, renewed_at FROM run_slot
                 WHERE run_id IS NOT NULL AND lease_until < now()
                   FOR UPDATE SKIP LOCKED
            ), freed AS (
                UPDATE run_slot s
                   SET run_id = NULL, owner = NULL, fence = s.fence + 1, renewed_at = NULL, lease_until = NULL
                  FROM lost
                 WHERE s.slot = lost.slot
            )
            UPDATE training_run r
               SET state = CASE WHEN r.cancel_requested THEN 'cancelled' ELSE 'failed' END,
                   error = CASE WHEN r.cancel_requested THEN NULL ELSE format(
                       'interrupted: the service that ran it stopped at %s; start it again with POST /api/training-runs/%s/restart',
                       to_char(lost.renewed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.id) END,
                   ended_at = now()
              FROM lost
             WHERE r.id = lost.run_id AND r.state = 'running'
            RETURNING r.id
            """;

    private final JdbcClient jdbc;

    SlotTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Takes the oldest queued run, if there is one and a slot is free. Slots are kept for batch runs that were queued before it,
    /// as long as someone asks for those; whoever comes in vain has the next slot kept in the same way.
    ///
    /// @param owner who takes it, for people who look into the table
    /// @param slots how many of the slots may be used
    Optional<Claim> claim(String owner, int slots, Duration lease) {
        Optional<Claim> claim =
                jdbc.sql(CLAIM)
                        .param("owner", owner)
                        .param("slots", slots)
                        .param("lease", lease.toMillis())
                        .query(SlotTable::claim)
                        .optional();
        if (claim.isEmpty()) {
            jdbc.sql(DEMAND).update();
        }
        return claim;
    }

    /// Renews the lease and writes how far the run is.
    Renewal renew(Claim claim, Duration lease, @Nullable Progress progress) {
        Optional<Boolean> cancelled =
                of(claim, RENEW)
                        .param("lease", lease.toMillis())
                        .param(
                                "progress",
                                progress == null
                                        ? null
                                        : WireJson.mapper().writeValueAsString(progress))
                        .query(Boolean.class)
                        .optional();
        if (cancelled.isEmpty()) {
            return Renewal.LOST;
        }
        return cancelled.get() ? Renewal.HELD_BUT_CANCELLED : Renewal.HELD;
    }

    /// Gives the slot back, as the first step of the transaction that ends the run.
    ///
    /// @return whether the lease still held; if not, that transaction must write nothing
    boolean release(Claim claim) {
        return of(claim, RELEASE).update() == 1;
    }

    /// Ends the runs whose lease is over, and frees their slots.
    ///
    /// @return the runs that were ended
    List<UUID> reap() {
        return jdbc.sql(REAP).query((row, _) -> row.getObject("id", UUID.class)).list();
    }

    private JdbcClient.StatementSpec of(Claim claim, String sql) {
        return jdbc.sql(sql)
                .param("slot", claim.slot())
                .param("run", claim.runId())
                .param("fence", claim.fence());
    }

    private static Claim claim(ResultSet row, int number) throws SQLException {
        return new Claim(
                row.getObject("id", UUID.class),
                row.getInt("slot"),
                row.getLong("fence"),
                WireJson.mapper().readValue(row.getString("request"), TrainingRequest.class),
                row.getTimestamp("started_at").toInstant());
    }
}
