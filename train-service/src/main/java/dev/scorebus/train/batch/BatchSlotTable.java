package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.message.WireJson;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table of slots, as batch runs take them: the same rows that training runs take. A run whose worker fell silent goes back
/// to the queue, because it can go on from where it was; one that came no further several times in a row fails.
@Repository
class BatchSlotTable {
    /// How often a run may be taken up in a row without coming any further.
    static final int CLAIMS_IN_VAIN = 6;

    private static final String CLAIM =
            """
            WITH free AS (
                SELECT slot FROM run_slot
                 WHERE run_id IS NULL AND batch_run_id IS NULL AND slot <= :slots
                 ORDER BY slot FOR UPDATE SKIP LOCKED LIMIT 1
            ), next AS (
                SELECT id FROM batch_run r
                 WHERE state = 'queued' AND EXISTS (SELECT 1 FROM free)
                   AND (SELECT count(*) FROM run_slot
                         WHERE run_id IS NULL AND batch_run_id IS NULL AND slot <= :slots)
                     > (SELECT count(*) FROM
                           (SELECT 1 FROM training_run older, run_demand demand
                             WHERE demand.kind = 'training' AND demand.until > now()
                               AND older.state = 'queued' AND older.position < r.position
                             LIMIT 15) AS before)
                 ORDER BY position FOR UPDATE SKIP LOCKED LIMIT 1
            ), taken AS (
                UPDATE run_slot s
                   SET batch_run_id = next.id, owner = :owner, fence = s.fence + 1,
                       renewed_at = now(), lease_until = now() + :lease * interval '1 millisecond'
                  FROM free, next
                 WHERE s.slot = free.slot
                RETURNING s.slot, s.fence, s.batch_run_id
            )
            UPDATE batch_run r
               SET state = 'running', started_at = COALESCE(r.started_at, now()),
                   claims_in_vain = r.claims_in_vain + 1, note = NULL
              FROM taken
             WHERE r.id = taken.batch_run_id
            RETURNING r.id, taken.slot, taken.fence
            """;
    private static final String DEMAND =
            """
            UPDATE run_demand SET until = now() + interval '5 seconds'
             WHERE kind = 'batch' AND EXISTS (SELECT 1 FROM batch_run WHERE state = 'queued')
            """;
    private static final String RENEW =
            """
            WITH held AS (
                UPDATE run_slot
                   SET renewed_at = now(), lease_until = now() + :lease * interval '1 millisecond'
                 WHERE slot = :slot AND batch_run_id = :run AND fence = :fence AND lease_until >= now()
                RETURNING batch_run_id
            )
            UPDATE batch_run r
               SET progress = COALESCE(CAST(:progress AS jsonb), r.progress),
                   plan = COALESCE(r.plan, CAST(:plan AS jsonb)),
                   claims_in_vain = CASE WHEN :done > r.done THEN 0 ELSE r.claims_in_vain END,
                   done = GREATEST(r.done, :done),
                   note = :note
              FROM held
             WHERE r.id = held.batch_run_id
            RETURNING r.cancel_requested, r.plan
            """;
    private static final String END =
            """
            WITH held AS (
                UPDATE run_slot
                   SET batch_run_id = NULL, owner = NULL, renewed_at = NULL, lease_until = NULL
                 WHERE slot = :slot AND batch_run_id = :run AND fence = :fence
                   AND lease_until >= clock_timestamp()
                RETURNING fence
            )
            UPDATE batch_run r
               SET state = CASE WHEN :state = 'queued' AND r.cancel_requested THEN 'cancelled' ELSE :state END,
                   claims_in_vain = CASE WHEN :state = 'queued' THEN r.claims_in_vain - 1 ELSE r.claims_in_vain END,
                   ended_at = CASE WHEN :state = 'queued' AND NOT r.cancel_requested THEN NULL ELSE now() END,
                   progress = COALESCE(CAST(:progress AS jsonb), r.progress),
                   error = :error, note = NULL
              FROM held
             WHERE r.id = :run
            """;
    private static final String REAP =
            """
            WITH lost AS (
                SELECT slot, batch_run_id FROM run_slot
                 WHERE batch_run_id IS NOT NULL AND lease_until < now()
                   FOR UPDATE SKIP LOCKED
            ), freed AS (
                UPDATE run_slot s
                   SET batch_run_id = NULL, owner = NULL, fence = s.fence + 1, renewed_at = NULL, lease_until = NULL
                  FROM lost
                 WHERE s.slot = lost.slot
            ), judged AS (
                SELECT r.id,
                       CASE WHEN r.cancel_requested THEN 'cancelled'
                            WHEN r.claims_in_vain >= :most THEN 'failed'
                            ELSE 'queued' END AS state
                  FROM batch_run r JOIN lost ON r.id = lost.batch_run_id
                 WHERE r.state = 'running'
            )
            UPDATE batch_run r
               SET state = judged.state,
                   error = CASE WHEN judged.state = 'failed' THEN format(
                       'its worker fell silent %s times in a row at the same place; look into the log of score-service, then POST /api/batch-runs/%s/restart',
                       r.claims_in_vain, r.id) END,
                   ended_at = CASE WHEN judged.state = 'queued' THEN NULL ELSE now() END,
                   note = NULL
              FROM judged
             WHERE r.id = judged.id
            RETURNING r.id
            """;

    private final JdbcClient jdbc;

    BatchSlotTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A slot that a run holds.
    record Held(UUID runId, int slot, long fence) {}

    /// What a renewal found.
    record Renewed(boolean cancelRequested, @Nullable BatchPlan plan) {}

    /// Takes the oldest queued batch run, if there is one and a slot is free. Slots are kept for training runs that were queued
    /// before it, as long as someone asks for those; whoever comes in vain has the next slot kept in the same way.
    ///
    /// @param owner who takes it, for people who look into the table
    /// @param slots how many of the slots may be used
    Optional<Held> claim(String owner, int slots, Duration lease) {
        Optional<Held> held =
                jdbc.sql(CLAIM)
                        .param("owner", owner)
                        .param("slots", slots)
                        .param("lease", lease.toMillis())
                        .query(
                                (row, _) ->
                                        new Held(
                                                row.getObject("id", UUID.class),
                                                row.getInt("slot"),
                                                row.getLong("fence")))
                        .optional();
        if (held.isEmpty()) {
            jdbc.sql(DEMAND).update();
        }
        return held;
    }

    /// Renews the lease, and writes what the worker says. The first plan that is told holds.
    ///
    /// @return empty when the lease was lost, and nothing was written
    Optional<Renewed> renew(UUID run, WorkerReport report, Duration lease) {
        return of(run, report, RENEW)
                .param("lease", lease.toMillis())
                .param("plan", json(report.plan()))
                .param("done", report.progress() == null ? 0 : report.progress().done())
                .param("note", report.note())
                .query(
                        (row, _) ->
                                new Renewed(
                                        row.getBoolean("cancel_requested"),
                                        BatchRunTable.read(row.getString("plan"), BatchPlan.class)))
                .optional();
    }

    /// Ends the run, or gives it back to the queue, and frees the slot.
    ///
    /// @return whether the lease still held; if not, nothing was written
    boolean end(UUID run, WorkerReport report, WorkerReport.End end) {
        return of(run, report, END)
                        .param("state", end.state().name().toLowerCase(Locale.ROOT))
                        .param("error", end.error())
                        .update()
                == 1;
    }

    /// Takes the slots of those whose lease is over.
    ///
    /// @return the runs that lost theirs
    List<UUID> reap() {
        return jdbc.sql(REAP)
                .param("most", CLAIMS_IN_VAIN)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    private JdbcClient.StatementSpec of(UUID run, WorkerReport report, String sql) {
        return jdbc.sql(sql)
                .param("slot", report.slot())
                .param("run", run)
                .param("fence", report.fence())
                .param("progress", json(report.progress()));
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : WireJson.mapper().writeValueAsString(value);
    }
}
