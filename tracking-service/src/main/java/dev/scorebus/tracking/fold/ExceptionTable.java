package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.TrackingEvent;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// What became of messages that did not simply succeed.
@Component
class ExceptionTable {
    private static final String INSERT =
            """
            INSERT INTO message_exception (frontier_id, message_offset, attempt, state, kind, error, event_id,
                                           dead_letter_topic, mode, run_id, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final JdbcTemplate jdbc;

    ExceptionTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds the exceptions of the spans, in the order they were told.
    void insert(List<SpanTable.Row> rows) {
        jdbc.batchUpdate(
                INSERT,
                rows.stream()
                        .flatMap(
                                row ->
                                        row.span().exceptions().stream()
                                                .map(
                                                        entry ->
                                                                columns(
                                                                        row.frontierId(),
                                                                        row.span(),
                                                                        entry)))
                        .toList());
    }

    private static Object[] columns(int frontierId, TrackingEvent.Span span, ExceptionEntry entry) {
        return new Object[] {
            frontierId,
            entry.offset(),
            entry.attempt(),
            entry.state().name(),
            entry.kind().name(),
            Columns.text(entry.error()),
            Columns.textOrNull(entry.eventId()),
            Columns.textOrNull(entry.deadLetterTopic()),
            span.mode().name(),
            Columns.textOrNull(span.runId()),
            Columns.time(span.at())
        };
    }
}
