package dev.scorebus.train.data;

import dev.scorebus.training.DataSetVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Reads files as the service reads data sets, without one.
public final class DataFiles {
    private static final RowReader READER = new RowReader(new ReadLimits(1L << 30, 200));

    private DataFiles() {}

    /// Profiles a file.
    public static DataSetVersion profile(Path file) throws IOException {
        DataSetVersion.Format format = READER.sniff(Files.newInputStream(file));
        Profile profile = new Profile();
        READER.read(Files.newInputStream(file), format, profile);
        return new DataSetVersion(
                "test",
                "0".repeat(64),
                format,
                Files.size(file),
                profile.rows(),
                profile.badRows(),
                profile.badExamples(),
                profile.columns(),
                profile.timeRange(),
                Instant.EPOCH);
    }

    /// Shows the rows of a file.
    public static void read(Path file, DataSetVersion version, RowVisitor visitor)
            throws IOException {
        READER.read(Files.newInputStream(file), version.format(), visitor);
    }
}
