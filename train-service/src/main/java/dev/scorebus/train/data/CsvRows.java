package dev.scorebus.train.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.BadRow;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CSV with a header. A row with more or fewer fields than the header is bad; reading goes on after it.
final class CsvRows {
    private CsvRows() {}

    static void read(Reader text, RowVisitor visitor) throws IOException {
        try (CsvReader<CsvRecord> csv =
                        CsvReader.builder()
                                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                                .maxBufferSize(ReadLimits.MAX_FIELD)
                                .ofCsvRecord(text);
                CloseableIterator<CsvRecord> records = csv.iterator()) {
            List<String> columns = header(records);
            while (records.hasNext()) {
                CsvRecord found = records.next();
                if (found.getFieldCount() == columns.size()) {
                    visitor.row(new Row(found.getStartingLineNumber(), columns, fields(found)));
                } else {
                    visitor.bad(
                            new BadRow(
                                    found.getStartingLineNumber(),
                                    "it has %d fields, the header has %d"
                                            .formatted(found.getFieldCount(), columns.size())));
                }
            }
        } catch (CsvParseException e) {
            rethrowWhatTheSourceThrew(e);
            throw unreadable("The file is not CSV: %s".formatted(words(e)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void rethrowWhatTheSourceThrew(CsvParseException e) throws IOException {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                throw problem;
            }
            if (cause instanceof IOException io) {
                throw io;
            }
        }
    }

    private static List<String> header(CloseableIterator<CsvRecord> records) {
        if (!records.hasNext()) {
            throw unreadable("The file is empty; its first line must name the columns");
        }
        List<String> columns = List.copyOf(records.next().getFields());
        if (columns.size() > ReadLimits.MAX_COLUMNS) {
            throw unreadable(
                    "The header names %d columns; %d are allowed"
                            .formatted(columns.size(), ReadLimits.MAX_COLUMNS));
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (column.isBlank()) {
                throw unreadable(
                        "The header has a column without a name; its first line must name all columns");
            }
            if (!seen.add(column)) {
                throw unreadable("The header names the column '%s' twice".formatted(column));
            }
        }
        return columns;
    }

    private static @Nullable String[] fields(CsvRecord found) {
        @Nullable String[] fields = new String[found.getFieldCount()];
        for (int i = 0; i < fields.length; i++) {
            String field = found.getField(i);
            fields[i] = field.isEmpty() ? null : field;
        }
        return fields;
    }

    private static String words(CsvParseException e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null
                ? String.valueOf(e.getMessage())
                : "%s (%s)".formatted(e.getMessage(), cause.getMessage());
    }

    private static ProblemException unreadable(String detail) {
        return new ProblemException(new Problem.UnreadableFile(detail));
    }
}
