package dev.scorebus.train.run;

import dev.scorebus.message.WireJson;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun;
import dev.scorebus.training.TrainingRun.Progress;
import dev.scorebus.training.TrainingRun.Rows;
import dev.scorebus.training.TrainingRun.State;
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
import tools.jackson.core.type.TypeReference;

/// The table of training runs: the queue, and the history of what came of each.
@Repository
class RunTable {
    private static final String ADD =
            """
            INSERT INTO training_run (id, request, restart_of)
            VALUES (:id, CAST(:request AS jsonb), :restartOf)
            """;
    private static final String ONE = "SELECT * FROM training_run WHERE id = :id";
    private static final String NEWEST =
            """
            SELECT * FROM training_run
             WHERE (CAST(:state AS text) IS NULL OR state = :state)
               AND (CAST(:model AS text) IS NULL OR request ->> 'model' = :model)
             ORDER BY position DESC LIMIT :limit
            """;
    private static final String CANCEL =
            """
            UPDATE training_run
               SET state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
                   ended_at = CASE state WHEN 'queued' THEN now() ELSE ended_at END,
                   cancel_requested = true
             WHERE id = :id AND state IN ('queued', 'running')
            """;
    private static final String TRAINED =
            """
            UPDATE training_run
               SET state = 'trained', model_version = :version, metrics = CAST(:metrics AS jsonb),
                   rows = CAST(:rows AS jsonb), notes = CAST(:notes AS jsonb), ended_at = now()
             WHERE id = :id
            """;
    private static final String ENDED =
            "UPDATE training_run SET state = :state, error = :error, ended_at = now() WHERE id = :id";
    private static final String COUNTS =
            "SELECT state, count(*) AS runs FROM training_run GROUP BY state";

    private final JdbcClient jdbc;

    RunTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(UUID id, TrainingRequest request, @Nullable UUID restartOf) {
        jdbc.sql(ADD)
                .param("id", id)
                .param("request", WireJson.mapper().writeValueAsString(request))
                .param("restartOf", restartOf)
                .update();
    }

    Optional<TrainingRun> find(UUID id) {
        return jdbc.sql(ONE).param("id", id).query(RunTable::run).optional();
    }

    List<TrainingRun> newest(@Nullable State state, @Nullable String model, int limit) {
        return jdbc.sql(NEWEST)
                .param("state", state == null ? null : word(state))
                .param("model", model)
                .param("limit", limit)
                .query(RunTable::run)
                .list();
    }

    /// Ends a queued run, or asks for the end of a running one.
    ///
    /// @return whether it was either
    boolean cancel(UUID id) {
        return jdbc.sql(CANCEL).param("id", id).update() == 1;
    }

    void trained(UUID id, String version, Outcome.Trained trained, List<String> notes) {
        jdbc.sql(TRAINED)
                .param("id", id)
                .param("version", version)
                .param("metrics", WireJson.mapper().writeValueAsString(trained.metrics()))
                .param("rows", WireJson.mapper().writeValueAsString(trained.rows()))
                .param("notes", WireJson.mapper().writeValueAsString(notes))
                .update();
    }

    void failed(UUID id, String reason) {
        ended(id, State.FAILED, reason);
    }

    void cancelled(UUID id) {
        ended(id, State.CANCELLED, null);
    }

    Map<State, Long> counts() {
        Map<State, Long> counts = new EnumMap<>(State.class);
        jdbc.sql(COUNTS).query((row, _) -> counts.put(state(row), row.getLong("runs"))).list();
        return counts;
    }

    private void ended(UUID id, State state, @Nullable String reason) {
        jdbc.sql(ENDED).param("id", id).param("state", word(state)).param("error", reason).update();
    }

    private static TrainingRun run(ResultSet row, int number) throws SQLException {
        return new TrainingRun(
                row.getString("id"),
                state(row),
                WireJson.mapper().readValue(row.getString("request"), TrainingRequest.class),
                row.getString("restart_of"),
                read(row.getString("progress"), Progress.class),
                row.getString("error"),
                row.getString("model_version"),
                WireJson.mapper()
                        .readValue(
                                row.getString("metrics"),
                                new TypeReference<Map<String, Double>>() {}),
                read(row.getString("rows"), Rows.class),
                WireJson.mapper()
                        .readValue(row.getString("notes"), new TypeReference<List<String>>() {}),
                row.getTimestamp("submitted_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("ended_at")));
    }

    private static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        return json == null ? null : WireJson.mapper().readValue(json, type);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static State state(ResultSet row) throws SQLException {
        return State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
