package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.IdFilter;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.ModelCount;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Spans, how many of their scores each model version gave, and the filters over their ids.
@Component
class SpanTable {
    private static final String INSERT =
            """
            INSERT INTO span (frontier_id, lo, hi, records, scored, filtered, failed, relayed, mode, at, run_id, reason,
                              instance)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_SPAN_MODEL =
            """
            INSERT INTO span_model (frontier_id, lo, model_id, scored) VALUES (?, ?, ?, ?)
            """;
    private static final String INSERT_FILTER =
            """
            INSERT INTO id_filter (frontier_id, lo, at, bits) VALUES (?, ?, ?, ?)
            """;

    private final JdbcTemplate jdbc;

    SpanTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /// A span and the frontier it belongs to.
    record Row(int frontierId, TrackingEvent.Span span) {}

    /// A stretch that nobody could read, and the frontier it belongs to.
    record LostRow(int frontierId, TrackingEvent.Lost lost) {}

    void insert(List<Row> rows, Map<ModelName, Integer> models) {
        List<Object[]> spans = new ArrayList<>();
        List<Object[]> counts = new ArrayList<>();
        List<Object[]> filters = new ArrayList<>();
        for (Row row : rows) {
            TrackingEvent.Span span = row.span();
            spans.add(columns(row.frontierId(), span));
            for (ModelCount count : span.models()) {
                Integer model =
                        Objects.requireNonNull(
                                models.get(ModelTable.stored(count.model(), count.version())));
                counts.add(new Object[] {row.frontierId(), span.lo(), model, count.count()});
            }
            IdFilter ids = span.ids();
            if (ids != null) {
                filters.add(
                        new Object[] {
                            row.frontierId(), span.lo(), Columns.time(span.at()), ids.bytes()
                        });
            }
        }
        jdbc.batchUpdate(INSERT, spans);
        jdbc.batchUpdate(INSERT_SPAN_MODEL, counts);
        jdbc.batchUpdate(INSERT_FILTER, filters);
    }

    void insertLost(List<LostRow> rows) {
        jdbc.batchUpdate(
                INSERT,
                rows.stream()
                        .map(
                                row ->
                                        new Object[] {
                                            row.frontierId(),
                                            row.lost().lo(),
                                            row.lost().hi(),
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            "LOST",
                                            Columns.time(row.lost().at()),
                                            null,
                                            Columns.text(row.lost().reason()),
                                            Columns.text(row.lost().instance())
                                        })
                        .toList());
    }

    private static Object[] columns(int frontierId, TrackingEvent.Span span) {
        return new Object[] {
            frontierId,
            span.lo(),
            span.hi(),
            span.records(),
            span.scored(),
            span.filtered(),
            span.failed(),
            span.relayed(),
            span.mode().name(),
            Columns.time(span.at()),
            Columns.textOrNull(span.runId()),
            null,
            Columns.text(span.instance())
        };
    }
}
