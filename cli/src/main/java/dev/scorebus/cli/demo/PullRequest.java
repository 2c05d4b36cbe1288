package dev.scorebus.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A pull request as a row of the data set.
///
/// @param cells its cells by column
record PullRequest(Map<String, String> cells) {
    /// The columns, in the order of the public data set.
    static final List<String> COLUMNS =
            List.of(
                    "project_name",
                    "lang",
                    "github_id",
                    "created_at",
                    "merged_at",
                    "closed_at",
                    "requester",
                    "intra_branch",
                    "main_team_member",
                    "conflict",
                    "forward_links",
                    "team_size",
                    "num_commits",
                    "num_comments",
                    "files_changed",
                    "perc_external_contribs",
                    "sloc",
                    "src_churn",
                    "test_churn",
                    "commits_on_files_touched",
                    "test_lines_per_kloc",
                    "test_cases_per_kloc",
                    "asserts_per_kloc",
                    "prev_pullreqs",
                    "requester_succ_rate");

    private static final long MINUTE = 60;

    PullRequest {
        cells = Map.copyOf(cells);
    }

    /// Reads a line of the file.
    ///
    /// @return nothing when the line has not one cell per column
    static Optional<PullRequest> parse(List<String> columns, String line) {
        List<String> values = split(line);
        if (values.size() != columns.size()) {
            return Optional.empty();
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            cells.put(columns.get(i), values.get(i));
        }
        return Optional.of(new PullRequest(cells));
    }

    /// The cells of a CSV line; a cell in double quotes may hold commas, and a doubled quote is one quote.
    static List<String> split(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    String project() {
        return cell("project_name");
    }

    String number() {
        return cell("github_id");
    }

    /// When it was opened, in Unix seconds.
    long createdAt() {
        return seconds("created_at").orElse(0);
    }

    /// When it was closed, merged or not.
    long closedAt() {
        return seconds("closed_at").orElse(createdAt());
    }

    /// When it was merged; absent when it never was.
    OptionalLong mergedAt() {
        return seconds("merged_at");
    }

    /// What came of it, in the words of the model's classes: `HOUR`, `DAY`, `REST`, or `never`.
    String outcome() {
        OptionalLong merged = mergedAt();
        if (merged.isEmpty()) {
            return "never";
        }
        long minutes = (merged.getAsLong() - createdAt()) / MINUTE;
        return minutes <= 60 ? "HOUR" : minutes <= 1440 ? "DAY" : "REST";
    }

    String cell(String column) {
        return cells.getOrDefault(column, "");
    }

    private OptionalLong seconds(String column) {
        String text = cell(column);
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of((long) Double.parseDouble(text));
    }
}
