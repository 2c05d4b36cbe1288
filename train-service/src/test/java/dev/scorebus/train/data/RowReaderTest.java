package dev.scorebus.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.BadRow;
import dev.scorebus.training.DataSetVersion.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowReaderTest {
    private final Seen seen = new Seen();

    @Test
    void quotedFieldsMayHoldCommasQuotesAndLineBreaks() throws IOException {
        read("a,b\n\"x,1\",\"he said \"\"no\"\"\"\n\"two\nlines\",\n");

        assertThat(seen.rows).containsExactly("2: x,1|he said \"no\"", "3: two\nlines|null");
    }

    @Test
    void aRowWithTooFewOrTooManyFieldsIsReportedWithItsLineAndReadingGoesOn() throws IOException {
        read("a,b\n1,2\n3\n4,5,6\n7,8\n");

        assertThat(seen.rows).containsExactly("2: 1|2", "5: 7|8");
        assertThat(seen.bad)
                .containsExactly(
                        new BadRow(3, "it has 1 fields, the header has 2"),
                        new BadRow(4, "it has 3 fields, the header has 2"));
    }

    @Test
    void theTruncatedRowOfTheRealSourceIsReported() throws IOException {
        String header =
                "pull_req_id,project_name,lang,github_id,created_at,merged_at,closed_at,lifetime_minutes,mergetime_minutes,merged_using,conflict,forward_links,team_size,num_commits,num_comments,files_changed,perc_external_contribs,sloc,src_churn,test_churn,commits_on_files_touched,test_lines_per_kloc,test_cases_per_kloc,asserts_per_kloc,watchers,requester,prev_pullreqs,requester_succ_rate,followers,intra_branch,main_team_member\n";

        read(
                header
                        + "199365,openmicroscopy/openmicroscopy,java,237,1341936478,1341944355,1341944355,131,131,github,false,fals");

        assertThat(seen.rows).isEmpty();
        assertThat(seen.bad).containsExactly(new BadRow(2, "it has 12 fields, the header has 31"));
    }

    @Test
    void windowsLineEndsAByteOrderMarkAndEmptyLinesDoNotMatter() throws IOException {
        read("\uFEFFa,b\r\n\r\n1,2\r\n");

        assertThat(seen.columns).containsExactly("a", "b");
        assertThat(seen.rows).containsExactly("3: 1|2");
    }

    @Test
    void jsonLinesMayDifferInTheirKeys() throws IOException {
        read("{\"a\": 1.5, \"b\": null}\n\n{\"c\": \"x\", \"a\": true, \"d\": {\"e\": [1]}}\n");

        assertThat(seen.columns).containsExactly("a", "b", "c", "d");
        assertThat(seen.rows).containsExactly("1: 1.5|null", "3: true|null|x|{\"e\":[1]}");
    }

    @Test
    void linesThatAreNoObjectsAreReported() throws IOException {
        read("{\"a\": 1}\n[1]\n{\"a\": \n{\"a\": 2}");

        assertThat(seen.rows).containsExactly("1: 1", "4: 2");
        assertThat(seen.bad).extracting(BadRow::line).containsExactly(2L, 3L);
    }

    @Test
    void gzipIsUnpackedWhateverItHolds() throws IOException {
        read(gzip("a\n1\n".getBytes(StandardCharsets.UTF_8)));
        read(gzip("{\"b\": 2}\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(seen.rows).containsExactly("2: 1", "1: 2");
    }

    @Test
    void aSmallFileThatUnpacksToAHugeOneIsRefusedBeforeItIsUnpacked() throws IOException {
        byte[] bomb = gzip(bytes("1\n".repeat(8 << 20)));

        assertThatThrownBy(() -> read(bomb, new ReadLimits(1 << 30, 200)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown ->
                                assertThat(thrown.problem())
                                        .isInstanceOf(Problem.TooLarge.class)
                                        .extracting(Problem::detail)
                                        .asString()
                                        .contains("200 times its size"));
    }

    @Test
    void aFileThatIsTooLargeWhenUnpackedIsRefused() throws IOException {
        assertThatThrownBy(() -> read(gzip(manyRows()), new ReadLimits(500_000, 200)))
                .hasMessageContaining("more than 500000 bytes");
    }

    @Test
    void gzipThatIsCutOffOrBrokenIsNoFaultOfOurs() throws IOException {
        byte[] whole = gzip("a\n1\n2\n3\n".repeat(100).getBytes(StandardCharsets.UTF_8));
        byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
        byte[] broken = {0x1f, (byte) 0x8b, 1, 2, 3, 4};

        assertRefused(half, "cannot be unpacked");
        assertRefused(broken, "cannot be unpacked");
        byte[] tail = gzip(manyRows());
        assertRefused(java.util.Arrays.copyOf(tail, tail.length / 2), "cannot be unpacked");
    }

    @Test
    void aFileThatIsNoTableIsRefusedAndSaysWhy() {
        assertRefused(bytes(""), "is empty");
        assertRefused(bytes("a,a\n1,2\n"), "names the column 'a' twice");
        assertRefused(bytes("a,,c\n1,2,3\n"), "column without a name");
        assertRefused(new byte[] {'a', '\n', (byte) 0xc3, (byte) 0x28, '\n'}, "not UTF-8");
        assertRefused(bytes("a\n\"never closed" + "x".repeat(2 << 20)), "not CSV");
        assertRefused(bytes("{" + " ".repeat(2 << 20)), "Line 1 has more than");
    }

    private void assertRefused(byte[] file, String why) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown ->
                                assertThat(thrown.problem())
                                        .isInstanceOf(Problem.UnreadableFile.class)
                                        .extracting(Problem::detail)
                                        .asString()
                                        .contains(why));
    }

    private void read(String text) throws IOException {
        read(bytes(text));
    }

    private void read(byte[] file) throws IOException {
        read(file, new ReadLimits(2_000_000, 200));
    }

    private void read(byte[] file, ReadLimits limits) throws IOException {
        RowReader reader = new RowReader(limits);
        Format format = reader.sniff(new ByteArrayInputStream(file));
        reader.read(new ByteArrayInputStream(file), format, seen);
    }

    private static byte[] manyRows() {
        StringBuilder csv = new StringBuilder("a\n");
        for (int i = 0; i < 100_000; i++) {
            csv.append(i * 7919L % 1_000_003).append('\n');
        }
        return bytes(csv.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static final class Seen implements RowVisitor {
        private final List<String> rows = new ArrayList<>();
        private final List<BadRow> bad = new ArrayList<>();
        private List<String> columns = List.of();

        @Override
        public void row(Row row) {
            columns = List.copyOf(row.columns());
            List<@Nullable String> fields = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                fields.add(row.field(i));
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < fields.size(); i++) {
                text.append(i == 0 ? "" : "|").append(fields.get(i));
            }
            rows.add(row.line() + ": " + text);
        }

        @Override
        public void bad(BadRow row) {
            bad.add(row);
        }
    }
}
