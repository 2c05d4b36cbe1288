package dev.scorebus.cli.demo;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
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

    private BufferedReader open() throws IOException {
        if (!Files.isReadable(path)) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "%s: there is no such file, or it may not be read".formatted(path));
        }
        InputStream bytes = Files.newInputStream(path);
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
