package dev.scorebus.batch;

import java.util.List;
import java.util.UUID;

/// What exactly a run reads. It is fixed once, before the first message is read, so that a run that is taken up again reads the
/// same.
///
/// @param topic the topic's name; `data-set/{name}` for the rows of a data set
/// @param topicId the topic's id; for a data set made of the first 16 bytes of its version
/// @param ranges what is read of each partition; a data set has partition 0, and its offsets are the numbers of its rows from 0
public record BatchPlan(String topic, UUID topicId, List<Range> ranges) {
    public BatchPlan {
        ranges = List.copyOf(ranges);
    }

    /// Offsets of one partition, `to` exclusive.
    public record Range(int partition, long from, long to) {
        public Range {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException(
                        "A range of partition %d is not [%d, %d)".formatted(partition, from, to));
            }
        }
    }

    /// The plan over all rows of a data set.
    ///
    /// @param version the sha-256 that names the version
    public static BatchPlan ofDataSet(String name, String version, long rows) {
        UUID id =
                new UUID(
                        Long.parseUnsignedLong(version, 0, 16, 16),
                        Long.parseUnsignedLong(version, 16, 32, 16));
        return new BatchPlan("data-set/" + name, id, List.of(new Range(0, 0, rows)));
    }

    /// How many offsets it covers.
    public long total() {
        return ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
    }
}
