package dev.scorebus.benchmarks.trees;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/// What there is to train on: the 13 published features of merged pull requests, and how long each took.
///
/// @param source where they come from
/// @param rows one array per row, NaN where a value is missing
/// @param labels 0: within the hour, 1: within the day, 2: later
@SuppressWarnings("ArrayRecordComponent")
record PullRequestRows(String source, float[][] rows, float[] labels) {
    private static final List<String> FEATURES =
            List.of(
                    "team_size",
                    "files_changed",
                    "perc_external_contribs",
                    "sloc",
                    "src_churn",
                    "test_churn",
                    "commits_on_files_touched",
                    "test_lines_per_kloc",
                    "prev_pullreqs",
                    "requester_succ_rate",
                    "main_team_member",
                    "conflict",
                    "forward_links");
    private static final int GENERATED = 60_000;

    static int features() {
        return FEATURES.size();
    }

    /// The rows from `from` (included) to `to` (excluded) behind one another.
    float[] flat(int from, int to) {
        float[] flat = new float[(to - from) * features()];
        for (int row = from; row < to; row++) {
            System.arraycopy(rows[row], 0, flat, (row - from) * features(), features());
        }
        return flat;
    }

    /// Reads the file of the example data; generates rows where there is none.
    static PullRequestRows from(Path file) throws IOException {
        if (!Files.exists(file)) {
            return generated(file);
        }
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            List<String> header = List.of(reader.readLine().split(",", -1));
            int created = header.indexOf("created_at");
            int merged = header.indexOf("merged_at");
            int[] columns = FEATURES.stream().mapToInt(header::indexOf).toArray();
            List<String[]> lines =
                    reader.lines()
                            .map(line -> line.split(",", -1))
                            .filter(cells -> !cells[merged].isEmpty())
                            .toList();
            float[][] rows =
                    lines.stream().map(cells -> row(cells, columns)).toArray(float[][]::new);
            float[] labels = new float[rows.length];
            for (int row = 0; row < rows.length; row++) {
                String[] cells = lines.get(row);
                labels[row] = label(Long.parseLong(cells[merged]) - Long.parseLong(cells[created]));
            }
            return new PullRequestRows(file.toString(), rows, labels);
        }
    }

    private static float[] row(String[] cells, int[] columns) {
        float[] row = new float[columns.length];
        for (int feature = 0; feature < columns.length; feature++) {
            String cell = cells[columns[feature]];
            row[feature] = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
        }
        return row;
    }

    private static float label(long seconds) {
        long minutes = seconds / 60;
        return minutes <= 60 ? 0 : minutes <= 1440 ? 1 : 2;
    }

    private static PullRequestRows generated(Path missing) {
        Random random = new Random(42);
        float[][] rows = new float[GENERATED][features()];
        float[] labels = new float[GENERATED];
        for (int row = 0; row < GENERATED; row++) {
            for (int feature = 0; feature < features(); feature++) {
                rows[row][feature] = (float) Math.floor(Math.exp(2 + 2 * random.nextGaussian()));
            }
            double wait =
                    Math.log1p(rows[row][4]) - Math.log1p(rows[row][8]) + random.nextGaussian();
            labels[row] = wait < -1 ? 0 : wait < 1 ? 1 : 2;
        }
        return new PullRequestRows("generated rows, as there is no " + missing, rows, labels);
    }
}
