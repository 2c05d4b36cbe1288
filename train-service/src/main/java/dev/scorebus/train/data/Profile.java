package dev.scorebus.train.data;

import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.BadRow;
import dev.scorebus.training.DataSetVersion.Column;
import dev.scorebus.training.DataSetVersion.TimeRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is seen of a file while it is read once.
final class Profile implements RowVisitor {
    private static final int BAD_EXAMPLES = 20;
    private static final char NUL = 0;

    private final List<String> names = new ArrayList<>();
    private final List<ColumnProfile> profiles = new ArrayList<>();
    private final List<BadRow> badExamples = new ArrayList<>();
    private long rows;
    private long badRows;

    @Override
    public void row(Row row) {
        rows++;
        List<String> columns = row.columns();
        for (int i = names.size(); i < columns.size(); i++) {
            names.add(checked(columns.get(i), row.line()));
            profiles.add(new ColumnProfile());
        }
        for (int i = 0; i < profiles.size(); i++) {
            String field = row.field(i);
            if (field != null && field.indexOf(NUL) >= 0) {
                throw unreadable(
                        "The row of line %d holds the character U+0000, which is no text; is it another encoding than UTF-8?"
                                .formatted(row.line()));
            }
            profiles.get(i).see(field);
        }
    }

    private static String checked(String name, long line) {
        if (name.length() > ReadLimits.MAX_NAME) {
            throw unreadable(
                    "A column's name has %d characters; %d are allowed. It begins with '%s'"
                            .formatted(name.length(), ReadLimits.MAX_NAME, name.substring(0, 40)));
        }
        if (name.indexOf(NUL) >= 0) {
            throw unreadable(
                    "The name of a column holds the character U+0000, which is no text (seen in line %d)"
                            .formatted(line));
        }
        return name;
    }

    private static ProblemException unreadable(String detail) {
        return new ProblemException(new Problem.UnreadableFile(detail));
    }

    @Override
    public void bad(BadRow bad) {
        badRows++;
        if (badExamples.size() < BAD_EXAMPLES) {
            badExamples.add(bad);
        }
    }

    /// Refuses a file without rows, or with too many bad ones.
    void check(double maxBadShare) {
        long all = rows + badRows;
        if (badRows > maxBadShare * all) {
            BadRow first = badExamples.getFirst();
            throw new ProblemException(
                    new Problem.UnreadableFile(
                            "%d of %d rows cannot be read, more than the share of %s that is allowed (scorebus.train.max-bad-share); the first is in line %d: %s"
                                    .formatted(
                                            badRows, all, maxBadShare, first.line(), first.why())));
        }
        if (rows == 0) {
            throw new ProblemException(new Problem.UnreadableFile("The file has no rows"));
        }
    }

    long rows() {
        return rows;
    }

    long badRows() {
        return badRows;
    }

    List<BadRow> badExamples() {
        return badExamples;
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(profiles.get(i).of(names.get(i), rows));
        }
        return columns;
    }

    @Nullable TimeRange timeRange() {
        for (int i = 0; i < names.size(); i++) {
            ColumnProfile.TimeSpan span = profiles.get(i).timeSpan(names.get(i));
            if (span != null) {
                return new TimeRange(names.get(i), span.from(), span.to());
            }
        }
        return null;
    }
}
