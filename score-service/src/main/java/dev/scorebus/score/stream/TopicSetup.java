package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.message.Topics;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.kafka.TopicKeeper;
import java.time.Duration;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/// Sees to it that everything an action reads and writes exists before it begins.
final class TopicSetup {
    private static final int TRACKING_PARTITIONS = 3;

    /// Room beside a message of the source for the headers of a dead letter or a retry.
    private static final int HEADERS = 64 * 1024;

    /// `max.message.bytes` of a topic of which nobody said otherwise.
    private static final int KAFKAS_DEFAULT = 1_048_588;

    private final TopicKeeper keeper;

    TopicSetup(Admin admin) {
        this.keeper = new TopicKeeper(admin);
    }

    /// Creates what is missing: outputs, retries and dead letters with as many partitions as the largest source.
    ///
    /// @return how large records of the topics that it writes may be
    /// @throws StreamFault when a source does not exist, because nobody but its owner can tell what it should be
    RecordSizes ensure(Action action, Topics topics) {
        int partitions = 1;
        int largest = action.input().topics().isEmpty() ? KAFKAS_DEFAULT : 0;
        for (String source : action.input().topics()) {
            TopicDescription description =
                    keeper.describe(source)
                            .orElseThrow(
                                    () ->
                                            new StreamFault(
                                                    State.WAITING,
                                                    "topic '%s' does not exist".formatted(source)));
            partitions = Math.max(partitions, description.partitions().size());
            largest = Math.max(largest, keeper.maxMessageBytes(source));
        }
        keeper.ensure(topics.tracking(), TRACKING_PARTITIONS, tracking());
        for (String output : action.outputTopics()) {
            keeper.ensure(output, partitions, Map.of());
        }
        Map<String, String> forEver = new HashMap<>();
        forEver.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        forEver.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largest + HEADERS));
        keeper.ensure(Topics.retry(action.name()), partitions, forEver);
        String deadLetters = Topics.deadLetters(action.name());
        keeper.ensure(deadLetters, partitions, forEver);
        Map<String, Integer> sizes = new HashMap<>();
        for (String output : action.outputTopics()) {
            sizes.put(output, keeper.maxMessageBytes(output));
        }
        for (String own : List.of(Topics.retry(action.name()), deadLetters)) {
            sizes.put(own, keeper.maxMessageBytes(own));
        }
        return new RecordSizes(sizes);
    }

    /// With ordering `key` each partition of a source goes with the one of the retry topic that has its number: the group gives both
    /// to the same instance only when all topics have as many.
    ///
    /// @throws StreamFault when they have not
    void pair(Action action) {
        if (action.retry().ordering() != Ordering.KEY) {
            return;
        }
        IntSummaryStatistics sources =
                action.input().topics().stream().mapToInt(this::partitions).summaryStatistics();
        String retries = Topics.retry(action.name());
        int there = partitions(retries);
        if (sources.getMin() != sources.getMax() || there > sources.getMax()) {
            throw new StreamFault(
                    State.FAILED,
                    "spec.retry.ordering: 'key' needs as many partitions in each of spec.input.topics as in '%s'; they have %d to %d, and it has %d"
                            .formatted(retries, sources.getMin(), sources.getMax(), there));
        }
        if (there < sources.getMax()) {
            keeper.enlarge(retries, sources.getMax());
        }
    }

    private int partitions(String topic) {
        return keeper.describe(topic).map(found -> found.partitions().size()).orElse(0);
    }

    private static Map<String, String> tracking() {
        Map<String, String> settings = new HashMap<>();
        settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofDays(7).toMillis()));
        return settings;
    }
}
