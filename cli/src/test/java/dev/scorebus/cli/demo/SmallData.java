package dev.scorebus.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A few thousand generated pull requests, for tests of other packages.
public final class SmallData {
    private static final int ROWS = 6_000;

    private final Path file;

    /// Writes them into a folder.
    public SmallData(Path folder) throws IOException {
        file = folder.resolve("small.csv.gz");
        PullRequestGenerator.write(file, 11, ROWS);
    }

    /// The file.
    public Path file() {
        return file;
    }

    /// The events of the newest requests, as records.
    public List<ProducerRecord<byte[], byte[]>> records(int requests) throws IOException {
        return PullRequestEvent.of(new PullRequestFile(file).newest(requests)).stream()
                .map(event -> event.record(DemoTopics.REQUESTS))
                .toList();
    }
}
