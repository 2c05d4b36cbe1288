package dev.scorebus.cli.demo;

import dev.scorebus.cli.model.DataSetAddCommand;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.TextFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// A file of pull requests: CSV, or CSV compressed with gzip.
///
/// @param path the file
record PullRequestFile(Path path) {
    /// The pull requests that were opened last, the oldest of them first. Lines that cannot be read are left out; so are
    /// all but `most` at any time, so that a file of any size can be read.
    List<PullRequest> newest(int most) throws IOException {
        PriorityQueue<PullRequest> newest =
                new PriorityQueue<>(Comparator.comparingLong(PullRequest::createdAt));
        try (BufferedReader lines = open()) {
            List<String> columns = columns(lines.readLine());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<PullRequest> row = PullRequest.parse(columns, line);
                if (row.isPresent()) {
                    newest.add(row.get());
                    if (newest.size() > most) {
                        newest.remove();
                    }
                }
            }
        }
        return newest.stream()
                .sorted(
                        Comparator.comparingLong(PullRequest::createdAt)
                                .thenComparing(PullRequest::project)
                                .thenComparing(PullRequest::number))
                .toList();
    }

    /// Looks whether the demo can run on it: a file of a kind that can be registered, with the columns and a row of pull requests.
    ///
    /// @throws CommandFailure otherwise
    void check() {
        String kind = DataSetAddCommand.contentType(new TextFile(path).checked());
        if (kind.equals("application/x-ndjson")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "%s: the demo reads CSV or CSV.gz".formatted(path));
        }
        boolean any;
        try {
            any = !newest(1).isEmpty();
        } catch (IOException e) {
            throw new TextFile(path).unreadable(e);
        }
        if (!any) {
            throw new CommandFailure(
                    ExitCode.NO, "%s: no line of it is a pull request".formatted(path));
        }
    }

    private BufferedReader open() throws IOException {
        InputStream bytes = Files.newInputStream(new TextFile(path).checked());
        InputStream text =
                path.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
        return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), 1 << 16);
    }

    private List<String> columns(@Nullable String heading) {
        List<String> columns = heading == null ? List.of() : PullRequest.split(heading);
        TreeSet<String> missing = new TreeSet<>(PullRequest.COLUMNS);
        missing.removeAll(columns);
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s: its first line must name the columns of the pull-request data; missing: %s"
                            .formatted(path, String.join(", ", missing)));
        }
        return columns;
    }
}
