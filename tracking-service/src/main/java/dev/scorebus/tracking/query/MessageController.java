package dev.scorebus.tracking.query;

import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.source.BrokerException;
import dev.scorebus.tracking.source.SourceTopics;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/messages")
@Tag(name = "messages", description = "What became of a message")
class MessageController {
    private static final int LONGEST_ID = 4_096;

    private final Stories stories;
    private final IdSearch search;
    private final SourceTopics source;

    MessageController(Stories stories, IdSearch search, SourceTopics source) {
        this.stories = stories;
        this.search = search;
        this.source = source;
    }

    @GetMapping("/{topic}/{partition}/{offset}")
    @Operation(summary = "The story of the message at a place of a topic, per action")
    MessageStory at(
            @PathVariable String topic,
            @PathVariable int partition,
            @PathVariable long offset,
            @RequestParam(required = false) @Nullable String action) {
        if (partition < 0 || offset < 0) {
            throw Refusal.badRequest(
                    "place", "No such place", "Partition and offset must not be negative");
        }
        List<MessageStory> found = stories.at(topic, null, partition, offset, action);
        if (found.isEmpty()) {
            throw Refusal.notFound(
                    "unknown-partition",
                    "Nothing is known of this partition",
                    "No action%s has accounted for partition %d of topic '%s'; GET /api/frontiers lists what is known"
                            .formatted(
                                    action == null ? "" : " '" + action + "'", partition, topic));
        }
        return withEnd(found.getLast());
    }

    /// Says where the partition ends when the message is not there at all. While the broker is away that stays unsaid.
    private MessageStory withEnd(MessageStory story) {
        if (!story.isNotYet()) {
            return story;
        }
        try {
            return source.find(story.topic())
                    .filter(topic -> topic.id().equals(story.id().topicId()))
                    .map(
                            topic ->
                                    source.highWatermarks(topic)
                                            .get(
                                                    new TopicPartition(
                                                            story.topic(), story.id().partition())))
                    .filter(end -> end <= story.id().offset())
                    .map(story::endingAt)
                    .orElse(story);
        } catch (BrokerException _) {
            return story;
        }
    }

    @GetMapping(params = "id")
    @Operation(summary = "The messages with this CloudEvents id, processed in [since, until)")
    IdSearch.Found withId(
            @RequestParam String id,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Nullable Instant until) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw Refusal.badRequest(
                    "id", "No such id", "An id has 1 to %d characters".formatted(LONGEST_ID));
        }
        return search.find(id, new Period(since, until));
    }
}
