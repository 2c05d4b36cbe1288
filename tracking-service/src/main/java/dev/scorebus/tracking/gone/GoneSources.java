package dev.scorebus.tracking.gone;

import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.audit.TrackingEnd;
import dev.scorebus.tracking.fold.LostTail;
import dev.scorebus.tracking.gone.UnreadTable.Source;
import dev.scorebus.tracking.gone.UnreadTable.Tail;
import dev.scorebus.tracking.source.ActionTopic;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Tells as lost what was seen in topics that are gone and that nobody has accounted for.
///
/// It waits until nothing can be told of such a topic any more: until its group has begun the topic that has the name now, for
/// with that it let the old one go; else until the topic was gone for longer than a load takes that was read before. And in any
/// case until everything that was told is folded. An action that is deleted, or reads other topics by now, has lost nothing.
/// Used by one thread.
@Component
class GoneSources {
    private static final Logger LOGGER = LoggerFactory.getLogger(GoneSources.class);

    private final UnreadTable table;
    private final LostTail lostTail;
    private final TrackingEnd trackingEnd;
    private final ActionTopic actionTopic;
    private final TrackingProperties properties;
    private final InstantSource clock;
    private final Map<Integer, Instant> since = new HashMap<>();

    GoneSources(
            UnreadTable table,
            LostTail lostTail,
            TrackingEnd trackingEnd,
            ActionTopic actionTopic,
            TrackingProperties properties,
            InstantSource clock) {
        this.table = table;
        this.lostTail = lostTail;
        this.trackingEnd = trackingEnd;
        this.actionTopic = actionTopic;
        this.properties = properties;
        this.clock = clock;
    }

    /// Decides about those whose topic is gone at this moment.
    ///
    /// @param names of the topics that are there
    void look(List<Source> gone, Set<String> names, Instant now) {
        since.keySet().retainAll(gone.stream().map(Source::id).collect(Collectors.toSet()));
        table.forget(
                gone.stream()
                        .filter(source -> source.tail() != null && !source.isUnread())
                        .toList());
        List<Source> unread =
                gone.stream().filter(source -> source.isUnread() && !source.parked()).toList();
        if (unread.isEmpty()) {
            return;
        }
        unread.forEach(source -> since.putIfAbsent(source.id(), now));
        boolean folded = trackingEnd.isFoldedBy(clock.instant(), trackingEnd.now());
        ActionTopic.Actions actions = actionTopic.now();
        List<Source> nobodys = new ArrayList<>();
        for (Source source : unread) {
            if (!actions.reads(source.frontier().action(), source.frontier().topic())) {
                nobodys.add(source);
            } else if (folded && isOver(source, now)) {
                tell(source, names.contains(source.frontier().topic()));
            }
        }
        table.forget(nobodys);
    }

    private boolean isOver(Source source, Instant now) {
        return source.followed()
                || !now.isBefore(since.getOrDefault(source.id(), now).plus(properties.lossDelay()));
    }

    /// What is told, here or by another replica, is forgotten at the next look.
    private void tell(Source source, boolean madeAgain) {
        Frontier frontier = source.frontier();
        Tail tail = source.tail();
        if (tail == null) {
            return;
        }
        String reason =
                "topic '%s' was deleted%s before this was read; it was seen to end at %d at %s"
                        .formatted(
                                frontier.topic(),
                                madeAgain ? " and made again" : "",
                                tail.end(),
                                tail.seenAt().truncatedTo(ChronoUnit.SECONDS));
        if (lostTail.tell(frontier, tail.end(), reason)) {
            LOGGER.atError()
                    .addKeyValue("action", frontier.action())
                    .addKeyValue("topic", frontier.topic())
                    .addKeyValue("partition", frontier.partition())
                    .addKeyValue("offset", source.next())
                    .log(
                            "a topic was deleted before it was read to its end; the audit fails until somebody acknowledges the loss");
        }
    }
}
