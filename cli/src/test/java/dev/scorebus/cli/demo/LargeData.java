package dev.scorebus.cli.demo;

import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.cli.platform.PlatformOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The first pull requests of the public data set where it is, else generated ones.
///
/// @param file where they are
/// @param rows how many there are
/// @param origin which of the two they are, in words
public record LargeData(Path file, int rows, String origin) {
    private static final long SEED = 42;

    /// Finds them: in the folder of `SCOREBUS_DATA`, or beside the checkout.
    ///
    /// @param folder where they go
    /// @param rows how many are wanted; the public data set has 166,884
    public static LargeData find(Path folder, int rows) throws IOException {
        Path told = Optional.ofNullable(System.getenv("SCOREBUS_DATA")).map(Path::of).orElse(null);
        DemoData found =
                DemoData.find(null, told, PlatformOptions.root(), new PlatformHome(folder));
        Path file = folder.resolve("large.csv.gz");
        if (found.origin().startsWith("real")) {
            return new LargeData(file, copy(found.file(), file, rows), found.origin());
        }
        PullRequestGenerator.write(file, SEED, rows);
        return new LargeData(file, rows, "%d generated pull requests".formatted(rows));
    }

    /// @return how many rows there were, not more than asked for
    private static int copy(Path whole, Path file, int rows) throws IOException {
        int copied = -1;
        try (BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(Files.newInputStream(whole)),
                                        StandardCharsets.UTF_8));
                Writer out =
                        new OutputStreamWriter(
                                new GZIPOutputStream(Files.newOutputStream(file)),
                                StandardCharsets.UTF_8)) {
            String line = in.readLine();
            while (line != null && copied < rows) {
                out.write(line + "\n");
                copied++;
                line = in.readLine();
            }
        }
        return copied;
    }
}
