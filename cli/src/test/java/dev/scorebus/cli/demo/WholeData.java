package dev.scorebus.cli.demo;

import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.cli.platform.PlatformOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// As many pull requests as the public data set has: those themselves where they are, else generated ones.
///
/// @param file where they are
/// @param origin which of the two they are, in words
public record WholeData(Path file, String origin) {
    /// How many there are.
    public static final int ROWS = 166_884;

    private static final long SEED = 42;

    /// Finds them: in the folder of `SCOREBUS_DATA`, or beside the checkout.
    ///
    /// @param folder where generated ones go
    public static WholeData find(Path folder) throws IOException {
        Path told = Optional.ofNullable(System.getenv("SCOREBUS_DATA")).map(Path::of).orElse(null);
        DemoData found =
                DemoData.find(null, told, PlatformOptions.root(), new PlatformHome(folder));
        if (found.origin().startsWith("real")) {
            return new WholeData(found.file(), found.origin());
        }
        Path generated = folder.resolve("whole.csv.gz");
        PullRequestGenerator.write(generated, SEED, ROWS);
        return new WholeData(generated, "%d generated pull requests".formatted(ROWS));
    }
}
