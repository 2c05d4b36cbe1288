package dev.scorebus.trees;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/// The merged pull requests of the example data, or generated ones where that data is not at hand.
///
/// @param source which of the two it is
/// @param rows count x [#FEATURES], row after row
/// @param labels 0: merged within the hour, 1: within the day, 2: later
@SuppressWarnings("ArrayRecordComponent")
record PullRequests(String source, float[] rows, float[] labels) {
    static final int FEATURES = 13;

    private static final List<String> NAMES =
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

    int count() {
        return labels.length;
    }

    /// Rows from `from` (included) to `to` (excluded).
    float[] rows(int from, int to) {
        return Arrays.copyOfRange(rows, from * FEATURES, to * FEATURES);
    }

    static PullRequests find() throws IOException {
        String named = System.getProperty("scorebus.data", System.getenv("SCOREBUS_DATA"));
        Path folder =
                named != null
                        ? Path.of(named)
                        : Path.of(System.getProperty("scorebus.root", ".."))
                                .resolve("../shared/data/example");
        Path file = folder.resolve("pull_requests.csv.gz");
        return Files.exists(file) ? read(file) : generate(file);
    }

    private static PullRequests read(Path file) throws IOException {
        List<float[]> rows = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            List<String> header = List.of(reader.readLine().split(",", -1));
            int[] columns = NAMES.stream().mapToInt(header::indexOf).toArray();
            int created = header.indexOf("created_at");
            int merged = header.indexOf("merged_at");
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",", -1);
                if (cells[merged].isEmpty()) {
                    continue;
                }
                long minutes =
                        (Long.parseLong(cells[merged]) - Long.parseLong(cells[created])) / 60;
                labels.add(minutes <= 60 ? 0f : minutes <= 1440 ? 1f : 2f);
                float[] row = new float[FEATURES];
                for (int feature = 0; feature < FEATURES; feature++) {
                    String cell = cells[columns[feature]];
                    row[feature] = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
                }
                rows.add(row);
            }
        }
        return of("the example data " + file, rows, labels);
    }

    private static PullRequests generate(Path missing) {
        Random random = new Random(42);
        List<float[]> rows = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            float[] row = new float[FEATURES];
            for (int feature = 0; feature < FEATURES; feature++) {
                double heavyTailed = Math.floor(Math.exp(2 * random.nextGaussian() + 2));
                row[feature] =
                        feature >= 10 ? random.nextInt(2) : (float) Math.min(1e6, heavyTailed);
            }
            double wait = Math.log1p(row[4]) - Math.log1p(row[8]) - row[10] + random.nextGaussian();
            rows.add(row);
            labels.add(wait < -1 ? 0f : wait < 1 ? 1f : 2f);
        }
        return of("generated data, as there is no " + missing, rows, labels);
    }

    private static PullRequests of(String source, List<float[]> rows, List<Float> labels) {
        float[] flat = new float[rows.size() * FEATURES];
        float[] classes = new float[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, flat, row * FEATURES, FEATURES);
            classes[row] = labels.get(row);
        }
        return new PullRequests(source, flat, classes);
    }
}
