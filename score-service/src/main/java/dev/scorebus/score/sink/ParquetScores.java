package dev.scorebus.score.sink;

import dev.scorebus.score.sink.ParquetColumn.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/// Scores as a Parquet file: one row group, a page for each column, compressed with gzip; the columns are those of tables. Written by
/// hand: the file is small and flat, and the usual library needs Hadoop.
final class ParquetScores {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;

    private static final List<ParquetColumn<Delivery>> COLUMNS =
            List.of(
                    new ParquetColumn<>("action", Kind.TEXT, false, Delivery::action),
                    new ParquetColumn<>("topic", Kind.TEXT, false, Delivery::topic),
                    new ParquetColumn<>(
                            "topic_id", Kind.TEXT, false, d -> d.message().topicId().toString()),
                    new ParquetColumn<>(
                            "topic_partition", Kind.INT, false, d -> d.message().partition()),
                    new ParquetColumn<>(
                            "topic_offset", Kind.LONG, false, d -> d.message().offset()),
                    new ParquetColumn<>(
                            "message_at",
                            Kind.TIME,
                            false,
                            d -> micros(Instant.ofEpochMilli(d.timestamp()))),
                    new ParquetColumn<>("event_id", Kind.TEXT, true, Delivery::eventId),
                    new ParquetColumn<>("subject", Kind.TEXT, false, Delivery::subject),
                    new ParquetColumn<>("customer", Kind.TEXT, true, Delivery::customer),
                    new ParquetColumn<>("value", Kind.TEXT, false, Delivery::value),
                    new ParquetColumn<>("score", Kind.JSON, false, d -> d.event().data()),
                    new ParquetColumn<>("model", Kind.TEXT, false, d -> d.model().name()),
                    new ParquetColumn<>("version", Kind.TEXT, false, d -> d.model().version()),
                    new ParquetColumn<>("scored_at", Kind.TIME, false, d -> micros(d.scoredAt())));

    private ParquetScores() {}

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /// A whole file.
    static byte[] file(List<Delivery> deliveries) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(MAGIC);
        List<Chunk> chunks = new ArrayList<>();
        for (ParquetColumn<Delivery> column : COLUMNS) {
            chunks.add(write(column, deliveries, file));
        }
        byte[] footer = ThriftWriter.bytes(footer(chunks, deliveries.size()));
        file.writeBytes(footer);
        file.writeBytes(ParquetColumn.little(4).putInt(footer.length).array());
        file.writeBytes(MAGIC);
        return file.toByteArray();
    }

    /// Where the page of a column lies in the file.
    ///
    /// @param size its size, its header included, as it would be without compression
    private record Chunk(ParquetColumn<Delivery> column, long at, long size, long compressed) {}

    private static Chunk write(
            ParquetColumn<Delivery> column, List<Delivery> rows, ByteArrayOutputStream file) {
        byte[] page = column.page(rows);
        byte[] compressed = compressed(page);
        byte[] header =
                ThriftWriter.bytes(
                        fields ->
                                fields.i32(1, 0)
                                        .i32(2, page.length)
                                        .i32(3, compressed.length)
                                        .struct(
                                                5,
                                                data ->
                                                        data.i32(1, rows.size())
                                                                .i32(2, PLAIN)
                                                                .i32(3, RLE)
                                                                .i32(4, RLE)));
        long at = file.size();
        file.writeBytes(header);
        file.writeBytes(compressed);
        return new Chunk(
                column,
                at,
                (long) header.length + page.length,
                (long) header.length + compressed.length);
    }

    private static byte[] compressed(byte[] page) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static Consumer<ThriftWriter> footer(List<Chunk> chunks, int rows) {
        List<Consumer<ThriftWriter>> schema = new ArrayList<>();
        schema.add(root -> root.text(4, "scores").i32(5, chunks.size()));
        chunks.forEach(chunk -> schema.add(chunk.column()::describe));
        Consumer<ThriftWriter> group =
                fields ->
                        fields.structs(1, chunks.stream().map(c -> column(c, rows)).toList())
                                .i64(2, chunks.stream().mapToLong(Chunk::size).sum())
                                .i64(3, rows);
        return fields ->
                fields.i32(1, 1)
                        .structs(2, schema)
                        .i64(3, rows)
                        .structs(4, List.of(group))
                        .text(6, "scorebus");
    }

    private static Consumer<ThriftWriter> column(Chunk chunk, int rows) {
        return fields ->
                fields.i64(2, chunk.at())
                        .struct(
                                3,
                                column ->
                                        column.i32(1, chunk.column().kind().physical())
                                                .i32s(2, List.of(PLAIN, RLE))
                                                .texts(3, List.of(chunk.column().name()))
                                                .i32(4, GZIP)
                                                .i64(5, rows)
                                                .i64(6, chunk.size())
                                                .i64(7, chunk.compressed())
                                                .i64(9, chunk.at()));
    }
}
