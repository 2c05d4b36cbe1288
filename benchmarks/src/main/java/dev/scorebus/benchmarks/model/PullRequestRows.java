package dev.scorebus.benchmarks.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/// Rows of merged pull requests: the 13 published features and the class of the time to the merge.
///
/// @param origin where they come from, in words
/// @param rows the features of each row, in the order of [#FEATURES]
/// @param labels the class of each row: 0 within the hour, 1 within the day, 2 later
public record PullRequestRows(String origin, List<float[]> rows, List<Float> labels) {
    /// The features, in the order of the model's columns.
    public static final List<String> FEATURES =
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

    private static final String FILE = "pull_requests.csv.gz";
    private static final int GENERATED = 100_000;

    /// The public data set where it lies beside the checkout (or in `SCOREBUS_DATA`), else generated rows.
    public static PullRequestRows load() throws IOException {
        Path file = folder().resolve(FILE);
        if (Files.isReadable(file)) {
            return read(file);
        }
        PullRequestRows generated = generate(GENERATED);
        return new PullRequestRows(
                "generated rows, because the data set is not beside the checkout",
                generated.rows(),
                generated.labels());
    }

    private static Path folder() {
        return Optional.ofNullable(System.getenv("SCOREBUS_DATA"))
                .map(Path::of)
                .orElseGet(
                        () ->
                                Path.of(System.getProperty("scorebus.root", "."))
                                        .toAbsolutePath()
                                        .normalize()
                                        .resolveSibling("shared")
                                        .resolve("data")
                                        .resolve("example"));
    }

    private static PullRequestRows read(Path file) throws IOException {
        List<float[]> rows = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            List<String> columns = Arrays.asList(String.valueOf(lines.readLine()).split(","));
            int[] places = FEATURES.stream().mapToInt(columns::indexOf).toArray();
            int created = columns.indexOf("created_at");
            int merged = columns.indexOf("merged_at");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                if (!cells[merged].isEmpty()) {
                    rows.add(features(cells, places));
                    labels.add(
                            label(Long.parseLong(cells[merged]) - Long.parseLong(cells[created])));
                }
            }
        }
        return new PullRequestRows("real pull requests", rows, labels);
    }

    private static float[] features(String[] cells, int[] places) {
        float[] row = new float[places.length];
        for (int i = 0; i < row.length; i++) {
            String cell = cells[places[i]];
            row[i] = cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
        }
        return row;
    }

    private static float label(long seconds) {
        long minutes = seconds / 60;
        if (minutes <= 60) {
            return 0;
        }
        return minutes <= 24 * 60 ? 1 : 2;
    }

    /// Rows that are made up: the same ones each time.
    public static PullRequestRows generate(int count) {
        Random random = new Random(42);
        List<float[]> rows = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[FEATURES.size()];
            for (int column = 0; column < row.length; column++) {
                row[column] = (float) Math.floor(Math.exp(random.nextGaussian() * 2 + 2));
            }
            double leaning =
                    Math.log(row[4]) - Math.log(row[8]) + row[0] % 5 + random.nextGaussian() * 2;
            rows.add(row);
            labels.add(leaning < 1 ? 0f : leaning < 3 ? 1f : 2f);
        }
        return new PullRequestRows("generated rows", rows, labels);
    }

    /// The rows as one array, row by row.
    public float[] flat(int from, int to) {
        float[] flat = new float[(to - from) * FEATURES.size()];
        for (int i = from; i < to; i++) {
            System.arraycopy(rows.get(i), 0, flat, (i - from) * FEATURES.size(), FEATURES.size());
        }
        return flat;
    }

    /// A row as the JSON object that a client sends: numbers by feature, missing ones left out.
    public String json(int index) {
        StringBuilder json = new StringBuilder(512).append("{\"project_name\":\"bench/bench\"");
        float[] row = rows.get(index);
        for (int i = 0; i < row.length; i++) {
            if (!Float.isNaN(row[i])) {
                json.append(",\"").append(FEATURES.get(i)).append("\":").append(row[i]);
            }
        }
        return json.append(",\"requester\":\"u00000000\",\"lang\":\"java\"}").toString();
    }
}
