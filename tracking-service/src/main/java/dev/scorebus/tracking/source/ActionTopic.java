package dev.scorebus.tracking.source;

import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The actions that there are, as their compacted topic has them. It is small, and read whole each time.
@Component
public class ActionTopic {
    private final SourceTopics source;
    private final RecordReader reader;
    private final Topics topics;

    ActionTopic(SourceTopics source, RecordReader reader, Topics topics) {
        this.source = source;
        this.reader = reader;
        this.topics = topics;
    }

    /// What the actions read at one moment, paused ones too. Where that cannot be told they may read anything: when there is no
    /// topic of actions, and those that another version wrote in a way that this one cannot read.
    public static final class Actions {
        private final boolean known;
        private final Map<String, Set<String>> topicsByName = new HashMap<>();
        private final Set<String> strange = new HashSet<>();

        private Actions(boolean known) {
            this.known = known;
        }

        /// Whether an action is there and reads the topic, or may.
        public boolean reads(String action, String topic) {
            return !known
                    || strange.contains(action)
                    || topicsByName.getOrDefault(action, Set.of()).contains(topic);
        }

        private boolean take(ConsumerRecord<byte[], byte[]> record) {
            byte @Nullable [] key = record.key();
            if (key != null) {
                String name = new String(key, StandardCharsets.UTF_8);
                topicsByName.remove(name);
                strange.remove(name);
                byte @Nullable [] value = record.value();
                if (value != null) {
                    take(name, value);
                }
            }
            return true;
        }

        private void take(String name, byte[] value) {
            try {
                JsonNode record = WireJson.mapper().readTree(value);
                JsonNode action = record.path("action").isObject() ? record.path("action") : record;
                Mode mode = WireJson.mapper().treeToValue(action.path("mode"), Mode.class);
                Set<String> read = new HashSet<>();
                if (mode == Mode.STREAM || mode == Mode.MICRO_BATCH) {
                    read.add(Topics.retry(name));
                    action.path("input")
                            .path("topics")
                            .forEach(topic -> read.add(topic.asString("")));
                }
                topicsByName.put(name, read);
            } catch (JacksonException _) {
                strange.add(name);
            }
        }
    }

    /// The actions now.
    public Actions now() {
        Topic found = source.find(topics.actions()).orElse(null);
        Actions actions = new Actions(found != null);
        if (found == null) {
            return actions;
        }
        Map<TopicPartition, Long> ends = source.ends(source.highWatermarks(found).keySet());
        Map<TopicPartition, Long> starts = source.starts(ends.keySet());
        try (RecordReader.Session session = reader.open("actions")) {
            ends.forEach(
                    (partition, end) -> {
                        if (session.read(
                                        partition,
                                        starts.getOrDefault(partition, 0L),
                                        end,
                                        actions::take)
                                != RecordReader.Ending.COMPLETE) {
                            throw new BrokerException(
                                    "The topic of actions could not be read to its end", null);
                        }
                    });
        }
        return actions;
    }
}
