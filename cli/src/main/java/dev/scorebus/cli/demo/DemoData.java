package dev.scorebus.cli.demo;

import dev.scorebus.cli.platform.PlatformHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The pull requests of the demo.
///
/// @param file where they are
/// @param origin which of the three places it is, in words
record DemoData(Path file, String origin) {
    private static final String NAME = "pull_requests.csv.gz";
    private static final long SEED = 42;
    private static final int GENERATED_ROWS = 40_000;

    /// The file that was named, else the public data set beside the checkout, else generated data.
    ///
    /// @param named the file of `--data`, when given
    /// @param folder the folder of `SCOREBUS_DATA`, when given
    /// @param root the checkout
    /// @param home where generated data goes
    static DemoData find(@Nullable Path named, @Nullable Path folder, Path root, PlatformHome home)
            throws IOException {
        if (named != null) {
            return new DemoData(named, "the file you named, " + named);
        }
        List<Path> places =
                folder != null
                        ? List.of(folder, folder.resolve("example"))
                        : List.of(root.resolveSibling("shared").resolve("data").resolve("example"));
        Optional<Path> found =
                places.stream()
                        .map(place -> place.resolve(NAME))
                        .filter(Files::isReadable)
                        .findFirst();
        if (found.isPresent()) {
            return new DemoData(
                    found.get(), "real pull requests of GitHub, " + found.get().normalize());
        }
        Path generated = home.folder().resolve("demo").resolve("generated.csv.gz");
        Files.createDirectories(generated.getParent());
        PullRequestGenerator.write(generated, SEED, GENERATED_ROWS);
        return new DemoData(
                generated,
                "generated pull requests (%d rows, seed %d), because there is no --data and no file %s; written to %s"
                        .formatted(
                                GENERATED_ROWS,
                                SEED,
                                places.stream()
                                        .map(place -> place.resolve(NAME).normalize().toString())
                                        .collect(Collectors.joining(" or ")),
                                generated));
    }
}
