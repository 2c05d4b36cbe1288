package dev.scorebus.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.DataSetVersion.Column;
import dev.scorebus.training.DataSetVersion.ColumnType;
import dev.scorebus.training.DataSetVersion.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
    @TempDir Path folder;

    @Test
    void aColumnIsWhatAllOfItsValuesAre() throws IOException {
        DataSetVersion profile =
                profile(
                        """
                        whole,number,yes,when,text,none,big
                        1,1.5,true,2026-01-02,x,,99999999999999999999
                        -7,2e3,FALSE,2026-01-03T04:05:06Z,2,,1
                        ,3,,,2026-01-01,,2
                        """);

        assertThat(profile.columns())
                .extracting(Column::type)
                .containsExactly(
                        ColumnType.INTEGER,
                        ColumnType.NUMBER,
                        ColumnType.BOOLEAN,
                        ColumnType.TIME,
                        ColumnType.TEXT,
                        ColumnType.EMPTY,
                        ColumnType.NUMBER);
        assertThat(column(profile, "whole"))
                .isEqualTo(new Column("whole", ColumnType.INTEGER, 1, 2, false, "-7", "1", "1"));
        assertThat(column(profile, "number").max()).isEqualTo("2000.0");
        assertThat(profile.timeRange())
                .isEqualTo(
                        new TimeRange(
                                "when",
                                Instant.parse("2026-01-02T00:00:00Z"),
                                Instant.parse("2026-01-03T04:05:06Z")));
    }

    @Test
    void wordsForMissingCountAsMissingAmongNumbersAndAsWordsAmongText() throws IOException {
        DataSetVersion profile = profile("n,country\n1,NA\nNaN,DE\nnull,\n");

        assertThat(column(profile, "n").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(column(profile, "n").missing()).isEqualTo(2);
        assertThat(column(profile, "country").type()).isEqualTo(ColumnType.TEXT);
        assertThat(column(profile, "country").missing()).isEqualTo(1);
    }

    @Test
    void secondsSince1970AreATimeRangeWhenTheColumnIsNamedLikeATime() throws IOException {
        DataSetVersion profile = profile("id,created_at\n1300000000,1300000001\n2,1300000100\n");

        assertThat(profile.timeRange())
                .isEqualTo(
                        new TimeRange(
                                "created_at",
                                Instant.ofEpochSecond(1300000001),
                                Instant.ofEpochSecond(1300000100)));
    }

    @Test
    void distinctValuesAreCountedUpToABound() throws IOException {
        String csv =
                IntStream.range(0, 1500)
                        .mapToObj(i -> "v" + i)
                        .collect(Collectors.joining("\n", "a\n", "\n"));

        Column column = column(profile(csv), "a");

        assertThat(column.distinct()).isEqualTo(1000);
        assertThat(column.distinctIsBound()).isTrue();
    }

    @Test
    void longTextIsCutWhereItIsShown() throws IOException {
        Column column = column(profile("a\n" + "\uD83D\uDE00".repeat(300) + "\n"), "a");

        assertThat(
                        Objects.requireNonNull(column.example())
                                .codePointCount(0, column.example().length()))
                .isEqualTo(100);
    }

    @Test
    void tooManyBadRowsRefuseTheFileAndNameTheFirst() throws IOException {
        Profile profile = new Profile();
        profile.bad(new DataSetVersion.BadRow(17, "it is torn"));

        assertThatThrownBy(() -> profile.check(0.01))
                .hasMessageContaining("1 of 1 rows")
                .hasMessageContaining("line 17: it is torn");
    }

    @Test
    void textThatOnlyLooksLikeANumberIsText() {
        for (String text : new String[] {"1d", "0x10", "Infinity", "1_000", "--1", "1e999", ""}) {
            assertThat(Cell.number(text)).as(text).isNull();
        }
        assertThat(Cell.integer("9223372036854775808")).isNull();
        assertThat(Cell.time("2026-13-01")).isNull();
        assertThat(Cell.time("2026-01-01 10:00:00"))
                .isEqualTo(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(Cell.time("2026-01-01T10:00:00+02:00"))
                .isEqualTo(Instant.parse("2026-01-01T08:00:00Z"));
    }

    private DataSetVersion profile(String csv) throws IOException {
        return DataFiles.profile(Files.writeString(folder.resolve("file"), csv));
    }

    private static Column column(DataSetVersion profile, String name) {
        return Objects.requireNonNull(profile.column(name));
    }
}
