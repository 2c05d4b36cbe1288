package dev.scorebus.tracking.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.tracking.source.SourceTopics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Frontiers beside what the broker knows of the same partitions.
@Component
class Frontiers {
    private final FrontierTable table;
    private final SourceTopics source;

    Frontiers(FrontierTable table, SourceTopics source) {
        this.table = table;
        this.source = source;
    }

    /// Where a consumer group stands in a partition.
    ///
    /// @param next everything before it is accounted for
    /// @param committed what the group has committed; absent when it has committed nothing or the topic is another by now
    /// @param end where the partition ends for a `read_committed` reader
    /// @param lag offsets that are not accounted for yet
    /// @param trackingLag offsets that are processed and not accounted for yet
    /// @param parked whether an event before the next one is missing
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Standing(
            String group,
            String action,
            String topic,
            UUID topicId,
            int partition,
            long origin,
            long next,
            @Nullable Long committed,
            @Nullable Long end,
            @Nullable Long lag,
            @Nullable Long trackingLag,
            boolean parked) {}

    List<Standing> list() {
        List<FrontierTable.Row> rows = table.list();
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<String, SourceTopics.Topic> topics =
                source.describe(rows.stream().map(FrontierTable.Row::topic).distinct().toList());
        Set<TopicPartition> live = new HashSet<>();
        Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
        for (FrontierTable.Row row : rows) {
            committed.computeIfAbsent(row.group(), source::committed);
            if (isSame(row, topics)) {
                live.add(new TopicPartition(row.topic(), row.partition()));
            }
        }
        Map<TopicPartition, Long> ends = source.ends(live);
        return rows.stream()
                .map(
                        row ->
                                isSame(row, topics)
                                        ? standing(
                                                row,
                                                committed.getOrDefault(row.group(), Map.of()),
                                                ends)
                                        : standing(row, Map.of(), Map.of()))
                .toList();
    }

    private static boolean isSame(FrontierTable.Row row, Map<String, SourceTopics.Topic> topics) {
        SourceTopics.Topic topic = topics.get(row.topic());
        return topic != null
                && topic.id().equals(row.topicId())
                && row.partition() < topic.partitions();
    }

    private static Standing standing(
            FrontierTable.Row row,
            Map<TopicPartition, Long> committed,
            Map<TopicPartition, Long> ends) {
        TopicPartition partition = new TopicPartition(row.topic(), row.partition());
        Long at = committed.get(partition);
        Long end = ends.get(partition);
        return new Standing(
                row.group(),
                row.action(),
                row.topic(),
                row.topicId(),
                row.partition(),
                row.origin(),
                row.next(),
                at,
                end,
                end == null ? null : Math.max(0, end - row.next()),
                at == null ? null : Math.max(0, at - row.next()),
                row.parked() > 0);
    }
}
