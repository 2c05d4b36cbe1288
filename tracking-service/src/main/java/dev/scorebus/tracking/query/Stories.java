package dev.scorebus.tracking.query;

import dev.scorebus.message.MessageId;
import dev.scorebus.tracking.query.MessageStory.Event;
import dev.scorebus.tracking.query.MessageStory.Story;
import dev.scorebus.tracking.query.StoryTable.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Tells what became of a message.
@Component
class Stories {
    private final StoryTable table;

    Stories(StoryTable table) {
        this.table = table;
    }

    /// The story of the message at this place, one for each topic that has had this name; none when no action reads it.
    List<MessageStory> at(
            String topic,
            @Nullable UUID topicId,
            int partition,
            long offset,
            @Nullable String action) {
        Map<UUID, List<Story>> byTopic = new LinkedHashMap<>();
        for (Place place : table.places(topic, topicId, partition, offset, action)) {
            byTopic.computeIfAbsent(place.topicId(), _ -> new ArrayList<>())
                    .add(story(place, offset));
        }
        return byTopic.entrySet().stream()
                .map(
                        entry ->
                                new MessageStory(
                                        new MessageId(entry.getKey(), partition, offset),
                                        topic,
                                        entry.getValue(),
                                        null))
                .toList();
    }

    /// The story of the message with this identity.
    List<MessageStory> of(MessageId id) {
        return table.topicOf(id.topicId()).stream()
                .flatMap(
                        topic ->
                                at(topic, id.topicId(), id.partition(), id.offset(), null).stream())
                .toList();
    }

    private Story story(Place place, long offset) {
        List<Event> history = table.history(place.frontier(), offset);
        return new Story(
                place.action(),
                place.group(),
                disposition(place, offset, history),
                place.mode(),
                place.span() == null
                        ? List.of()
                        : table.models(place.frontier(), place.span().lo()),
                place.span(),
                history,
                place.next());
    }

    /// The last step is the live disposition; without one it is that of the span.
    private static Disposition disposition(Place place, long offset, List<Event> history) {
        if (offset < place.origin()) {
            return Disposition.BEFORE_ORIGIN;
        }
        if (offset >= place.next()) {
            return Disposition.NOT_YET;
        }
        if (place.span() == null) {
            return Disposition.UNACCOUNTED;
        }
        if (!history.isEmpty()) {
            return Disposition.valueOf(history.getLast().state());
        }
        if (place.relayed() > 0) {
            return Disposition.RELAYED;
        }
        if ("LOST".equals(place.mode())) {
            return Disposition.LOST;
        }
        if (place.filtered() == 0) {
            return Disposition.SCORED;
        }
        return place.scored() == 0 ? Disposition.FILTERED : Disposition.SCORED_OR_FILTERED;
    }
}
