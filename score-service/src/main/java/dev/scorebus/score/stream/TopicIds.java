package dev.scorebus.score.stream;

import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.kafka.TopicKeeper;
import dev.scorebus.score.sink.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/// The ids of an action's topics: a topic that was deleted and made again has another, and is another.
final class TopicIds {
    private final TopicKeeper keeper;
    private final List<String> topics;
    private final Map<String, UUID> ids = new HashMap<>();

    TopicIds(TopicKeeper keeper, List<String> topics) {
        this.keeper = keeper;
        this.topics = topics;
    }

    /// Asks the brokers.
    ///
    /// @return whether a topic is another than it was
    boolean refresh() {
        boolean other = false;
        for (String topic : topics) {
            Uuid id =
                    keeper.describe(topic)
                            .orElseThrow(
                                    () ->
                                            new StreamFault(
                                                    State.WAITING,
                                                    "topic '%s' does not exist".formatted(topic)))
                            .topicId();
            UUID now = uuid(id);
            UUID before = ids.put(topic, now);
            other |= before != null && !before.equals(now);
        }
        return other;
    }

    /// The same id as Java has it.
    static UUID uuid(Uuid id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    UUID of(String topic) {
        UUID id = ids.get(topic);
        if (id == null) {
            throw new IllegalStateException("Topic '%s' was not asked for".formatted(topic));
        }
        return id;
    }

    /// A partition as sinks know it.
    Source source(TopicPartition partition) {
        return new Source(partition.topic(), of(partition.topic()), partition.partition());
    }
}
