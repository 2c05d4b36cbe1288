package dev.scorebus.score.sink;

import static dev.scorebus.score.sink.DeliveryDraft.NOON;
import static dev.scorebus.score.sink.DeliveryDraft.SOURCE;
import static dev.scorebus.score.sink.DeliveryDraft.at;
import static dev.scorebus.score.sink.DeliveryDraft.stretch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Parquet files, read by a reader that is not ours.
class ParquetScoresTest {
    @TempDir Path folder;

    private static List<String> columns(RowReader row) {
        List<String> texts = new ArrayList<>();
        for (String column :
                List.of(
                        "action",
                        "topic",
                        "topic_id",
                        "subject",
                        "value",
                        "score",
                        "model",
                        "version")) {
            texts.add(row.getString(column));
        }
        return texts;
    }

    private Path write(List<Delivery> deliveries) throws IOException {
        Path file = folder.resolve("scores.parquet");
        Files.write(file, ParquetScores.file(deliveries));
        return file;
    }

    @Test
    void eachColumnIsReadAsItWasWritten() throws IOException {
        Instant scored = Instant.parse("2026-02-03T04:05:06.123456Z");
        Delivery first = at(7).subject("müller, \"x\"\n").scoredAt(scored).customer("acme").done();
        Delivery second = at(5_000_000_000L).value(0.25f).messageAt(Instant.EPOCH).done();
        Path file = write(List.of(first, second));
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                RowReader rows = reader.rowReader()) {
            rows.next();
            assertThat(columns(rows))
                    .containsExactly(
                            "act",
                            SOURCE.topic(),
                            SOURCE.topicId().toString(),
                            "müller, \"x\"\n",
                            "7.0",
                            new String(first.event().data(), StandardCharsets.UTF_8),
                            "merge-time",
                            first.model().version());
            assertThat(rows.getInt("topic_partition")).isEqualTo(2);
            assertThat(rows.getLong("topic_offset")).isEqualTo(7);
            assertThat(rows.getTimestamp("message_at")).isEqualTo(NOON.plusSeconds(7));
            assertThat(rows.getTimestamp("scored_at")).isEqualTo(scored);
            assertThat(rows.getString("event_id")).isEqualTo("id-7");
            assertThat(rows.getString("customer")).isEqualTo("acme");

            rows.next();
            assertThat(rows.getLong("topic_offset")).isEqualTo(5_000_000_000L);
            assertThat(rows.getTimestamp("message_at")).isEqualTo(Instant.EPOCH);
            assertThat(rows.isNull("customer")).isTrue();
            assertThat(rows.hasNext()).isFalse();
        }
    }

    /// Runs of values that are there and that are not, as long and as short as they come.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 127, 128, 300, 20_000})
    void aValueThatIsAbsentStaysAbsentHoweverManyAre(int run) throws IOException {
        List<Delivery> deliveries =
                IntStream.range(0, 2 * run + 1)
                        .mapToObj(
                                i ->
                                        i < run
                                                ? at(i).done()
                                                : at(i).customer("customer-" + i).done())
                        .toList();
        List<String> customers = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(write(deliveries)));
                RowReader rows = reader.rowReader()) {
            while (rows.hasNext()) {
                rows.next();
                customers.add(rows.isNull("customer") ? "" : rows.getString("customer"));
                offsets.add(rows.getLong("topic_offset"));
            }
        }
        assertThat(offsets).isEqualTo(deliveries.stream().map(Delivery::offset).toList());
        assertThat(customers)
                .isEqualTo(
                        deliveries.stream()
                                .map(d -> Objects.requireNonNullElse(d.customer(), ""))
                                .toList());
    }

    @Test
    void aSinkWritesAWholeFileForEachStretchThatIsCommitted() throws IOException {
        FileSink sink = new FileSink(folder, "one", ".parquet", ParquetScores::file);
        sink.write(stretch(SOURCE, 0, 10));
        sink.committed();
        sink.write(stretch(SOURCE, 10, 12));
        sink.committed();

        List<Long> offsets = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList()) {
                try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
                        RowReader rows = reader.rowReader()) {
                    while (rows.hasNext()) {
                        rows.next();
                        offsets.add(rows.getLong("topic_offset"));
                    }
                }
            }
        }
        assertThat(offsets).isEqualTo(IntStream.range(0, 12).mapToObj(Long::valueOf).toList());
    }
}
