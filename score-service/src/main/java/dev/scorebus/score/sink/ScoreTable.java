package dev.scorebus.score.sink;

import dev.scorebus.action.Action.Output;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table that the scores of actions go to: made when it is missing, checked otherwise.
///
/// A row is replaced by a newer one only. Of one message that is the one that was scored later. Of one subject it is that of the
/// later offset; where the subject's messages lie in several partitions, or in a topic that was made again, offsets say nothing
/// about time, and the later timestamp of the message decides.
final class ScoreTable {
    private static final Map<String, String> COLUMNS = columns();

    private static final String NEWER_OF_A_MESSAGE = "excluded.scored_at >= t.scored_at";
    private static final String NEWER_OF_A_SUBJECT =
            """
            CASE WHEN excluded.topic_id = t.topic_id AND excluded.topic_partition = t.topic_partition
                 THEN (excluded.topic_offset, excluded.scored_at) >= (t.topic_offset, t.scored_at)
                 ELSE (excluded.message_at, excluded.scored_at) >= (t.message_at, t.scored_at) END""";

    private final String schema;
    private final String table;
    private final List<String> key;
    private final String upsert;

    ScoreTable(String defaultSchema, String name, Output.Key key) {
        int dot = name.indexOf('.');
        this.schema = dot < 0 ? defaultSchema : name.substring(0, dot);
        this.table = name.substring(dot + 1);
        this.key =
                switch (key) {
                    case MESSAGE ->
                            List.of("action", "topic_id", "topic_partition", "topic_offset");
                    case SUBJECT -> List.of("action", "subject");
                };
        this.upsert =
                """
                INSERT INTO %s AS t (%s) VALUES (%s)
                ON CONFLICT (%s) DO UPDATE SET %s WHERE %s
                """
                        .formatted(
                                qualified(),
                                String.join(", ", COLUMNS.keySet()),
                                COLUMNS.values().stream()
                                        .map(type -> type.equals("jsonb") ? "?::jsonb" : "?")
                                        .collect(Collectors.joining(", ")),
                                String.join(", ", this.key),
                                COLUMNS.keySet().stream()
                                        .filter(column -> !this.key.contains(column))
                                        .map(column -> column + " = excluded." + column)
                                        .collect(Collectors.joining(", ")),
                                switch (key) {
                                    case MESSAGE -> NEWER_OF_A_MESSAGE;
                                    case SUBJECT -> NEWER_OF_A_SUBJECT;
                                });
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("action", "text");
        columns.put("topic", "text");
        columns.put("topic_id", "uuid");
        columns.put("topic_partition", "integer");
        columns.put("topic_offset", "bigint");
        columns.put("message_at", "timestamp with time zone");
        columns.put("event_id", "text");
        columns.put("subject", "text");
        columns.put("customer", "text");
        columns.put("value", "text");
        columns.put("score", "jsonb");
        columns.put("model", "text");
        columns.put("version", "text");
        columns.put("scored_at", "timestamp with time zone");
        return columns;
    }

    private String qualified() {
        return "\"%s\".\"%s\"".formatted(schema, table);
    }

    /// Sees to it that the table is there and has what is written.
    ///
    /// @return what is wrong with it; absent when nothing is
    @Nullable String ensure(Connection connection) throws SQLException {
        Map<String, String> found = found(connection);
        if (found.isEmpty()) {
            create(connection);
            found = found(connection);
        }
        for (Map.Entry<String, String> column : COLUMNS.entrySet()) {
            String type = found.get(column.getKey());
            if (!column.getValue().equals(type)) {
                return "table %s.%s has %s; it needs column '%s' of type %s"
                        .formatted(
                                schema,
                                table,
                                type == null
                                        ? "no column '%s'".formatted(column.getKey())
                                        : "column '%s' of type %s".formatted(column.getKey(), type),
                                column.getKey(),
                                column.getValue());
            }
        }
        return hasKey(connection)
                ? null
                : "table %s.%s has no unique index over (%s); another key of the output made it"
                        .formatted(schema, table, String.join(", ", key));
    }

    private Map<String, String> found(Connection connection) throws SQLException {
        String sql =
                """
                SELECT a.attname, format_type(a.atttypid, NULL)
                  FROM pg_attribute a
                 WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
                """;
        Map<String, String> found = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, qualified());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return found;
    }

    private boolean hasKey(Connection connection) throws SQLException {
        String sql =
                """
                SELECT EXISTS (
                    SELECT FROM pg_index i
                     WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indpred IS NULL
                       AND (SELECT array_agg(a.attname::text ORDER BY a.attname)
                              FROM pg_attribute a
                             WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) = ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, qualified());
            statement.setArray(
                    2, connection.createArrayOf("text", key.stream().sorted().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /// One of several instances makes it; the others wait.
    private void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('scorebus scores', 0))");
            statement.execute(
                    """
                    DO $$ BEGIN
                        IF to_regnamespace('"%1$s"') IS NULL THEN CREATE SCHEMA "%1$s"; END IF;
                    END $$"""
                            .formatted(schema));
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS %s (%s, PRIMARY KEY (%s))"
                            .formatted(
                                    qualified(),
                                    COLUMNS.entrySet().stream()
                                            .map(ScoreTable::definition)
                                            .collect(Collectors.joining(", ")),
                                    String.join(", ", key)));
        }
        connection.commit();
    }

    private static String definition(Map.Entry<String, String> column) {
        boolean mayBeNull =
                column.getKey().equals("event_id") || column.getKey().equals("customer");
        return column.getKey() + " " + column.getValue() + (mayBeNull ? "" : " NOT NULL");
    }

    /// The statement that writes one row, ready for [#bind].
    PreparedStatement statement(Connection connection) throws SQLException {
        return connection.prepareStatement(upsert);
    }

    static void bind(PreparedStatement row, Delivery delivery) throws SQLException {
        row.setString(1, delivery.action());
        row.setString(2, delivery.topic());
        row.setObject(3, delivery.message().topicId());
        row.setInt(4, delivery.message().partition());
        row.setLong(5, delivery.message().offset());
        row.setObject(6, Instant.ofEpochMilli(delivery.timestamp()).atOffset(ZoneOffset.UTC));
        text(row, 7, delivery.eventId());
        row.setString(8, delivery.subject());
        text(row, 9, delivery.customer());
        row.setString(10, delivery.value());
        row.setString(11, new String(delivery.event().data(), StandardCharsets.UTF_8));
        row.setString(12, delivery.model().name());
        row.setString(13, delivery.model().version());
        row.setObject(14, delivery.scoredAt().atOffset(ZoneOffset.UTC));
    }

    private static void text(PreparedStatement row, int index, @Nullable String value)
            throws SQLException {
        if (value == null) {
            row.setNull(index, Types.VARCHAR);
        } else {
            row.setString(index, value);
        }
    }
}
