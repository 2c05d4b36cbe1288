package dev.scorebus.tracking.audit;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.audit.LedgerTable.Account;
import dev.scorebus.tracking.audit.LedgerTable.Finding;
import dev.scorebus.tracking.source.RecordReader;
import dev.scorebus.tracking.source.SourceTopics;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The part of the third statement that the database alone cannot prove: a message whose last attempt failed, or whose replay
/// was published, waits in its action's retry topic. The record it waits as was written in the transaction that told the failure. So when a group has
/// processed all records that its retry topic held after the failure was folded, and all that was told by then is folded too,
/// a message that is still FAILED waits for nothing.
@Component
class Waiting {
    private final RetryTable table;
    private final SourceTopics source;
    private final RecordReader reader;
    private final TrackingEnd trackingEnd;
    private final TrackingProperties properties;
    private final InstantSource clock;

    Waiting(
            RetryTable table,
            SourceTopics source,
            RecordReader reader,
            TrackingEnd trackingEnd,
            TrackingProperties properties,
            InstantSource clock) {
        this.table = table;
        this.source = source;
        this.reader = reader;
        this.trackingEnd = trackingEnd;
        this.properties = properties;
        this.clock = clock;
    }

    /// The messages that wait, of one moment.
    ///
    /// @param until the latest failure that was told by then
    /// @param byFrontier how many there are, and the first of them
    /// @param claimed how many were dead and are claimed, in words
    record Messages(long until, Map<Integer, Finding> byFrontier, Map<Integer, String> claimed) {}

    /// The messages that wait now.
    Messages now(@Nullable String action) {
        long until = table.latest();
        return new Messages(until, table.waiting(action, until), table.claimed(action));
    }

    /// Those of the messages that waited and for which no attempt will ever come, by frontier.
    Map<Integer, Finding> forNothing(
            @Nullable String action, List<Account> accounts, Messages waited) {
        Map<String, String> groups =
                accounts.stream()
                        .filter(account -> waited.byFrontier().containsKey(account.id()))
                        .collect(
                                Collectors.toMap(Account::group, Account::action, (one, _) -> one));
        Set<String> idle = idle(groups);
        if (idle.isEmpty()
                || !trackingEnd.isFoldedBy(
                        clock.instant().plus(properties.catchUp()), trackingEnd.now())) {
            return Map.of();
        }
        Map<Integer, Finding> still = new HashMap<>(table.waiting(action, waited.until()));
        still.keySet()
                .retainAll(
                        accounts.stream()
                                .filter(account -> idle.contains(account.group()))
                                .map(Account::id)
                                .collect(Collectors.toSet()));
        return still;
    }

    /// Those of the groups that have processed their retry topics to the end.
    private Set<String> idle(Map<String, String> actionsByGroup) {
        Set<String> idle = new HashSet<>();
        if (actionsByGroup.isEmpty()) {
            return idle;
        }
        Map<String, Topic> topics =
                source.describe(
                        actionsByGroup.values().stream()
                                .map(Topics::retry)
                                .collect(Collectors.toSet()));
        try (RecordReader.Session session = reader.open("retries")) {
            actionsByGroup.forEach(
                    (group, action) -> {
                        Topic retries = topics.get(Topics.retry(action));
                        if (retries == null || isProcessed(group, retries, session)) {
                            idle.add(group);
                        }
                    });
        }
        return idle;
    }

    /// What the group has committed is asked first: a message may be written to the end of the topic again, and nothing told of
    /// it, while this looks.
    private boolean isProcessed(String group, Topic retries, RecordReader.Session session) {
        Map<TopicPartition, Long> committed = source.committed(group);
        Map<TopicPartition, Long> written = source.highWatermarks(retries);
        Map<TopicPartition, Long> readable = source.ends(written.keySet());
        Map<TopicPartition, Long> starts = source.starts(written.keySet());
        return written.entrySet().stream()
                .allMatch(
                        end -> {
                            TopicPartition partition = end.getKey();
                            long start = starts.getOrDefault(partition, 0L);
                            long from = Math.max(start, committed.getOrDefault(partition, start));
                            return readable.getOrDefault(partition, 0L) >= end.getValue()
                                    && isEmpty(session, partition, from, end.getValue());
                        });
    }

    /// A group does not commit that it has passed the marker behind its last record.
    private static boolean isEmpty(
            RecordReader.Session session, TopicPartition partition, long from, long to) {
        boolean[] seen = {false};
        return from >= to
                || (session.read(
                                        partition,
                                        from,
                                        to,
                                        _ -> {
                                            seen[0] = true;
                                            return false;
                                        })
                                == RecordReader.Ending.COMPLETE
                        && !seen[0]);
    }
}
