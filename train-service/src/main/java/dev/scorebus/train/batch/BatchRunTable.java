package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.BatchProgress;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.message.WireJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table of batch runs: the queue, and the history of what came of each.
@Repository
class BatchRunTable {
    private static final String ADD =
            """
            INSERT INTO batch_run (id, request, restart_of, scheduled_for, plan)
            VALUES (:id, CAST(:request AS jsonb), :restartOf, :scheduledFor, CAST(:plan AS jsonb))
            ON CONFLICT DO NOTHING
            """;
    private static final String ONE = "SELECT * FROM batch_run WHERE id = :id";
    private static final String SCHEDULED =
            """
            SELECT * FROM batch_run
             WHERE request ->> 'action' = :action AND scheduled_for IS NOT NULL
               AND (scheduled_for = :scheduledFor OR state IN ('queued', 'running'))
             ORDER BY scheduled_for = :scheduledFor DESC, position DESC LIMIT 1
            """;
    private static final String NEWEST =
            """
            SELECT * FROM batch_run
             WHERE (CAST(:state AS text) IS NULL OR state = :state)
               AND (CAST(:action AS text) IS NULL OR request ->> 'action' = :action)
             ORDER BY position DESC LIMIT :limit
            """;
    private static final String CANCEL =
            """
            UPDATE batch_run
               SET state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
                   ended_at = CASE state WHEN 'queued' THEN now() ELSE ended_at END,
                   cancel_requested = true
             WHERE id = :id AND state IN ('queued', 'running')
            """;
    private static final String COUNTS =
            "SELECT state, count(*) AS runs FROM batch_run GROUP BY state";

    private final JdbcClient jdbc;

    BatchRunTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds a run to the queue.
    ///
    /// @return whether it did; not when the schedule's time has a run already, or a run of the schedule has not ended
    boolean add(UUID id, BatchRequest request, @Nullable UUID restartOf, @Nullable BatchPlan plan) {
        return jdbc.sql(ADD)
                        .param("id", id)
                        .param("request", WireJson.mapper().writeValueAsString(request))
                        .param("restartOf", restartOf)
                        .param("scheduledFor", timestamp(request.scheduledFor()))
                        .param(
                                "plan",
                                plan == null ? null : WireJson.mapper().writeValueAsString(plan))
                        .update()
                == 1;
    }

    Optional<BatchRun> find(UUID id) {
        return jdbc.sql(ONE).param("id", id).query(BatchRunTable::run).optional();
    }

    /// The run of the schedule for this time, or else the one that has not ended.
    Optional<BatchRun> scheduled(String action, Instant scheduledFor) {
        return jdbc.sql(SCHEDULED)
                .param("action", action)
                .param("scheduledFor", timestamp(scheduledFor))
                .query(BatchRunTable::run)
                .optional();
    }

    List<BatchRun> newest(@Nullable State state, @Nullable String action, int limit) {
        return jdbc.sql(NEWEST)
                .param("state", state == null ? null : state.name().toLowerCase(Locale.ROOT))
                .param("action", action)
                .param("limit", limit)
                .query(BatchRunTable::run)
                .list();
    }

    /// Ends a queued run, or asks for the end of a running one.
    ///
    /// @return whether it was either
    boolean cancel(UUID id) {
        return jdbc.sql(CANCEL).param("id", id).update() == 1;
    }

    Map<State, Long> counts() {
        Map<State, Long> counts = new EnumMap<>(State.class);
        jdbc.sql(COUNTS).query((row, _) -> counts.put(state(row), row.getLong("runs"))).list();
        return counts;
    }

    private static BatchRun run(ResultSet row, int number) throws SQLException {
        return new BatchRun(
                row.getString("id"),
                state(row),
                WireJson.mapper().readValue(row.getString("request"), BatchRequest.class),
                row.getString("restart_of"),
                read(row.getString("plan"), BatchPlan.class),
                read(row.getString("progress"), BatchProgress.class),
                row.getString("note"),
                row.getString("error"),
                row.getTimestamp("submitted_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("ended_at")));
    }

    static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        return json == null ? null : WireJson.mapper().readValue(json, type);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static State state(ResultSet row) throws SQLException {
        return State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    }
}
