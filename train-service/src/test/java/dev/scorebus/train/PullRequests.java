package dev.scorebus.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/// Small data sets in the shape of the example, with a relation that can be learned.
public final class PullRequests {
    private PullRequests() {}

    /// CSV of so many rows, the same for the same seed. Half of the requests by members merge within the hour; large ones
    /// take longer; every tenth is never merged.
    public static String csv(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder csv =
                new StringBuilder(
                        "project_name,lang,created_at,merged_at,main_team_member,files_changed,src_churn\n");
        for (int row = 0; row < rows; row++) {
            boolean member = random.nextInt(2) == 1;
            int files = 1 + random.nextInt(40);
            long created = 1_300_000_000L + row * 600L;
            double hours = (member ? 0.6 : 4) * files * (0.5 + random.nextDouble()) / 8;
            String merged =
                    random.nextInt(10) == 0 ? "" : Long.toString(created + (long) (hours * 3600));
            csv.append(
                    String.format(
                            Locale.ROOT,
                            "p%d/x,%s,%d,%s,%d,%d,%s%n",
                            row % 3,
                            new String[] {"java", "ruby", "c"}[random.nextInt(3)],
                            created,
                            merged,
                            member ? 1 : 0,
                            files,
                            random.nextInt(20) == 0 ? "" : Integer.toString(files * 7)));
        }
        return csv.toString();
    }

    /// A request that learns from it.
    public static String request() {
        return """
        {"program": "trees", "model": "merge-time", "dataSet": {"name": "pulls"},
         "rows": "row.merged_at != null",
         "target": {"name": "merge time", "type": "multi-class", "classes": ["HOUR", "DAY", "REST"],
                    "value": "row.merged_at - row.created_at < 3660 ? 'HOUR' : row.merged_at - row.created_at < 28800 ? 'DAY' : 'REST'"},
         "features": [{"name": "main_team_member", "type": "boolean"}, {"name": "files_changed", "type": "number"},
                      {"name": "src_churn", "type": "number"}, {"name": "lang", "type": "category"}],
         "customerColumn": "project_name", "time": "created_at", "labelKnownAt": "merged_at",
         "parameters": {"rounds": 20, "depth": 3, "learningRate": 0.3, "earlyStoppingRounds": 5},
         "seed": 7, "promoteTo": "champion"}
        """;
    }

    /// Where the real data lie: `SCOREBUS_DATA`, or the folder beside the repository.
    public static Path realData() {
        String told = System.getenv("SCOREBUS_DATA");
        Path folder =
                told == null ? root().resolve("../shared/data/example").normalize() : Path.of(told);
        return folder.resolve("pull_requests.csv.gz");
    }

    /// The file of the demo's training request.
    public static String demoRequest() throws IOException {
        return Files.readString(root().resolve("examples/pull-requests/training.json"));
    }

    private static Path root() {
        return Path.of(System.getProperty("scorebus.root", ".."));
    }
}
