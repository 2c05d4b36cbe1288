package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.IdFilter;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.ModelName;
import dev.scorebus.tracking.fold.Stretch.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Spans, how many of their scores each model version gave, and the filters over their ids.
@Component
class SpanTable {
    private static final String LAST =
            """
            SELECT s.*, m.ids, m.counts
              FROM frontier f
              JOIN LATERAL (SELECT * FROM span WHERE frontier_id = f.id ORDER BY lo DESC LIMIT 1) s ON true
              LEFT JOIN LATERAL (SELECT array_agg(model_id) AS ids, array_agg(scored) AS counts
                                   FROM span_model WHERE frontier_id = f.id AND lo = s.lo) m ON true
             WHERE f.id IN (:frontiers)
            """;
    private static final String INSERT =
            """
            INSERT INTO span (hi, records, scored, filtered, failed, relayed, last_at, frontier_id, lo, mode, at, run_id,
                              instance, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String GROW =
            """
            UPDATE span SET hi = ?, records = ?, scored = ?, filtered = ?, failed = ?, relayed = ?, last_at = ?
             WHERE frontier_id = ? AND lo = ?
            """;
    private static final String COUNT_MODEL =
            """
            INSERT INTO span_model (frontier_id, lo, model_id, scored) VALUES (?, ?, ?, ?)
            ON CONFLICT (frontier_id, lo, model_id) DO UPDATE SET scored = excluded.scored
            """;
    private static final String INSERT_FILTER =
            """
            INSERT INTO open_id_filter (frontier_id, span_lo, lo, hi, at, bits) VALUES (?, ?, ?, ?, ?, ?)
            """;
    private static final String CLOSE_FILTERS =
            """
            WITH closed AS (DELETE FROM open_id_filter WHERE frontier_id = ? AND span_lo < ? RETURNING *)
            INSERT INTO id_filter (frontier_id, at, los, his, bits)
            SELECT frontier_id, min(at), array_agg(lo ORDER BY lo), array_agg(hi ORDER BY lo), array_agg(bits ORDER BY lo)
              FROM closed GROUP BY frontier_id, span_lo ORDER BY min(at)
            """;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    SpanTable(JdbcTemplate batches, JdbcClient jdbc) {
        this.batches = batches;
        this.jdbc = jdbc;
    }

    /// A span and the frontier it belongs to.
    record Row(int frontierId, TrackingEvent.Span span) {}

    /// A stretch that nobody could read, and the frontier it belongs to.
    record LostRow(int frontierId, TrackingEvent.Lost lost) {}

    /// Adds spans, those of a frontier in their order: to the last row of their frontier while it grows, or as rows of their own.
    void insert(List<Row> rows, Map<ModelName, Integer> models) {
        if (rows.isEmpty()) {
            return;
        }
        Map<Integer, Stretch> last = last(rows);
        Set<Place> known = last.values().stream().map(Stretch::place).collect(Collectors.toSet());
        Map<Place, Stretch> changed = new LinkedHashMap<>();
        List<Object[]> filters = new ArrayList<>();
        for (Row row : rows) {
            Stretch told = Stretch.of(row.frontierId(), row.span(), models);
            Stretch before = last.get(row.frontierId());
            Stretch now = before != null && before.growsBy(told) ? before.and(told) : told;
            last.put(row.frontierId(), now);
            changed.put(now.place(), now);
            IdFilter ids = row.span().ids();
            if (ids != null) {
                filters.add(filter(now, told, ids));
            }
        }
        write(changed, known);
        batches.batchUpdate(INSERT_FILTER, filters);
        closeFilters(changed, known, last);
    }

    void insertLost(List<LostRow> rows) {
        batches.batchUpdate(INSERT, rows.stream().map(SpanTable::lost).toList());
    }

    private Map<Integer, Stretch> last(List<Row> rows) {
        Set<Integer> frontiers = rows.stream().map(Row::frontierId).collect(Collectors.toSet());
        Map<Integer, Stretch> last = new HashMap<>();
        jdbc.sql(LAST)
                .param("frontiers", frontiers)
                .query(SpanTable::stretch)
                .list()
                .forEach(stretch -> last.put(stretch.frontierId(), stretch));
        return last;
    }

    private void write(Map<Place, Stretch> changed, Set<Place> known) {
        List<Object[]> fresh = new ArrayList<>();
        List<Object[]> grown = new ArrayList<>();
        List<Object[]> counts = new ArrayList<>();
        for (Stretch stretch : changed.values()) {
            Object[] columns = columns(stretch);
            if (known.contains(stretch.place())) {
                grown.add(Arrays.copyOf(columns, 9));
            } else {
                fresh.add(columns);
            }
            stretch.models()
                    .forEach(
                            (id, count) ->
                                    counts.add(
                                            new Object[] {
                                                stretch.frontierId(), stretch.lo(), id, count
                                            }));
        }
        batches.batchUpdate(INSERT, fresh);
        batches.batchUpdate(GROW, grown);
        batches.batchUpdate(COUNT_MODEL, counts);
    }

    /// The filters of a row that grows no more come together into one row too.
    private void closeFilters(
            Map<Place, Stretch> changed, Set<Place> known, Map<Integer, Stretch> last) {
        Set<Integer> begun = new HashSet<>();
        changed.keySet().stream()
                .filter(place -> !known.contains(place))
                .forEach(place -> begun.add(place.frontierId()));
        batches.batchUpdate(
                CLOSE_FILTERS,
                begun.stream()
                        .sorted()
                        .map(id -> new Object[] {id, Objects.requireNonNull(last.get(id)).lo()})
                        .toList());
    }

    private static Object[] filter(Stretch row, Stretch told, IdFilter ids) {
        return new Object[] {
            row.frontierId(), row.lo(), told.lo(), told.hi(), Columns.time(told.at()), ids.bytes()
        };
    }

    private static Object[] columns(Stretch stretch) {
        return new Object[] {
            stretch.hi(),
            stretch.records(),
            stretch.scored(),
            stretch.filtered(),
            stretch.failed(),
            stretch.relayed(),
            Columns.time(stretch.lastAt()),
            stretch.frontierId(),
            stretch.lo(),
            stretch.mode(),
            Columns.time(stretch.at()),
            stretch.runId(),
            stretch.instance(),
            null
        };
    }

    private static Object[] lost(LostRow row) {
        TrackingEvent.Lost lost = row.lost();
        return new Object[] {
            lost.hi(),
            0,
            0,
            0,
            0,
            0,
            Columns.time(lost.at()),
            row.frontierId(),
            lost.lo(),
            "LOST",
            Columns.time(lost.at()),
            null,
            Columns.text(lost.instance()),
            Columns.text(lost.reason())
        };
    }

    private static Stretch stretch(ResultSet row, int number) throws SQLException {
        Map<Integer, Integer> models = new HashMap<>();
        if (row.getArray("ids") != null) {
            Integer[] ids = (Integer[]) row.getArray("ids").getArray();
            Integer[] counts = (Integer[]) row.getArray("counts").getArray();
            for (int i = 0; i < ids.length; i++) {
                models.put(ids[i], counts[i]);
            }
        }
        return new Stretch(
                row.getInt("frontier_id"),
                row.getLong("lo"),
                row.getLong("hi"),
                row.getInt("records"),
                row.getInt("scored"),
                row.getInt("filtered"),
                row.getInt("failed"),
                row.getInt("relayed"),
                row.getString("mode"),
                time(row, "at"),
                time(row, "last_at"),
                row.getString("run_id"),
                row.getString("instance"),
                models);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
