package dev.scorebus.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An immutable data set, known by the sha-256 of its bytes, with what was seen while it was read once from end to end.
///
/// @param name the data set's name
/// @param version sha-256 of the bytes as they came, 64 lower-case hexadecimal digits
/// @param format how the bytes are to be read
/// @param sizeBytes their size, as they came
/// @param rows rows that could be read
/// @param badRows rows that could not, and are left out
/// @param badRowExamples the first of them
/// @param columns in the order of the header, or of first sight for JSONL
/// @param timeRange from the first column that holds times, when there is one
/// @param registeredAt when this version was registered
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataSetVersion(
        String name,
        String version,
        Format format,
        long sizeBytes,
        long rows,
        long badRows,
        List<BadRow> badRowExamples,
        List<Column> columns,
        @Nullable TimeRange timeRange,
        Instant registeredAt) {
    public DataSetVersion {
        badRowExamples = List.copyOf(badRowExamples);
        columns = List.copyOf(columns);
    }

    /// How a data set's bytes are read.
    public enum Format {
        @JsonProperty("csv")
        CSV,
        @JsonProperty("csv.gz")
        CSV_GZ,
        @JsonProperty("jsonl")
        JSONL,
        @JsonProperty("jsonl.gz")
        JSONL_GZ
    }

    /// What all values of a column are, missing ones aside.
    public enum ColumnType {
        /// Whole numbers of at most 64 bits.
        @JsonProperty("integer")
        INTEGER,
        /// Numbers.
        @JsonProperty("number")
        NUMBER,
        /// `true` and `false`.
        @JsonProperty("boolean")
        BOOLEAN,
        /// Times by ISO 8601, such as `2026-11-01T12:00:00Z`.
        @JsonProperty("time")
        TIME,
        /// Anything else.
        @JsonProperty("text")
        TEXT,
        /// Nothing: every row lacks it.
        @JsonProperty("empty")
        EMPTY
    }

    /// What was seen of one column.
    ///
    /// @param name its name
    /// @param type what all of its values are
    /// @param missing how many rows lack it
    /// @param distinct how many different values it has, counted up to a bound
    /// @param distinctIsBound whether there are more than `distinct`
    /// @param min the smallest value: of numbers and times by value, of text by code point, the first 100 characters
    /// @param max the largest value, in the same way
    /// @param example its first value
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Column(
            String name,
            ColumnType type,
            long missing,
            long distinct,
            boolean distinctIsBound,
            @Nullable String min,
            @Nullable String max,
            @Nullable String example) {}

    /// A row that could not be read.
    ///
    /// @param line its line in the unpacked file, from 1
    /// @param why what is wrong with it
    public record BadRow(long line, String why) {}

    /// From when to when the rows are.
    ///
    /// @param column the column that says so: ISO times, or seconds or milliseconds since 1970 in a column named like a time
    public record TimeRange(String column, Instant from, Instant to) {}

    /// The column of this name, or null.
    public @Nullable Column column(String columnName) {
        for (Column column : columns) {
            if (column.name().equals(columnName)) {
                return column;
            }
        }
        return null;
    }
}
