package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.message.Mode;
import dev.scorebus.tracking.fold.LiveStepCache.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What became of messages that did not simply succeed, step by step.
@Component
class ExceptionTable {
    private static final String INSERT =
            """
            INSERT INTO message_exception (frontier_id, message_offset, replay, attempt, state, kind, error, event_id,
                                           dead_letter_topic, model_id, mode, run_id, at, error_class)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LIVE =
            """
            SELECT m.frontier_id, m.message_offset, e.replay, e.attempt, e.state
              FROM unnest(:frontiers::integer[], :offsets::bigint[]) AS m (frontier_id, message_offset)
              JOIN LATERAL (SELECT replay, attempt, state FROM message_exception
                             WHERE frontier_id = m.frontier_id AND message_offset = m.message_offset
                             ORDER BY replay DESC, attempt DESC, state DESC LIMIT 1) e ON true
            """;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    ExceptionTable(JdbcTemplate batches, JdbcClient jdbc) {
        this.batches = batches;
        this.jdbc = jdbc;
    }

    /// Steps that one event told.
    record Row(
            int frontierId,
            List<ExceptionEntry> entries,
            Mode mode,
            @Nullable String runId,
            Instant at) {}

    /// The live steps of those of the messages that have one.
    Map<Message, LastStep> live(Collection<Message> messages) {
        int[] frontiers = messages.stream().mapToInt(Message::frontierId).toArray();
        long[] offsets = messages.stream().mapToLong(Message::offset).toArray();
        Map<Message, LastStep> live = new HashMap<>();
        jdbc.sql(LIVE)
                .param("frontiers", frontiers)
                .param("offsets", offsets)
                .query(
                        row -> {
                            live.put(
                                    new Message(
                                            row.getInt("frontier_id"),
                                            row.getLong("message_offset")),
                                    new LastStep(
                                            row.getInt("replay"),
                                            row.getInt("attempt"),
                                            ExceptionState.valueOf(row.getString("state"))));
                        });
        return live;
    }

    /// Adds steps, in the order they were told.
    void insert(List<Row> rows, Map<ModelName, Integer> models) {
        batches.batchUpdate(
                INSERT,
                rows.stream()
                        .flatMap(
                                row ->
                                        row.entries().stream()
                                                .map(entry -> columns(row, entry, models)))
                        .toList());
    }

    private static Object[] columns(Row row, ExceptionEntry entry, Map<ModelName, Integer> models) {
        return new Object[] {
            row.frontierId(),
            entry.offset(),
            entry.replay(),
            entry.attempt(),
            entry.state().name(),
            entry.kind() == null ? null : entry.kind().name(),
            Columns.textOrNull(entry.error()),
            Columns.textOrNull(entry.eventId()),
            Columns.textOrNull(entry.deadLetterTopic()),
            entry.model() == null ? null : id(entry.model(), models),
            row.mode().name(),
            Columns.textOrNull(row.runId()),
            Columns.time(row.at()),
            Columns.textOrNull(entry.errorClass())
        };
    }

    private static Integer id(ModelName model, Map<ModelName, Integer> models) {
        return Objects.requireNonNull(models.get(ModelTable.stored(model.name(), model.version())));
    }
}
