package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.MessageId;
import dev.scorebus.score.sink.Shipment;
import dev.scorebus.score.sink.Sinks;
import dev.scorebus.score.sink.Source;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Scores pages of messages that no stream brings: those of a batch run, or of a heal run. It makes what the transaction of a page
/// holds; committing it is up to whoever reads the pages. A failure that another attempt may mend is tried again at once, so that
/// each message of a page has its end in the page. For one thread at a time.
///
/// What is no topic among the outputs is a [dev.scorebus.score.sink.Sink], and is kept the promises of one: it is told where the
/// run stands before anything else, it takes a page before the page is committed, and hears of it afterwards.
public final class PageScorer implements AutoCloseable {
    private static final UUID UNNAMED = new UUID(0, 0);

    private final Action action;
    private final String runId;
    private final String instance;
    private final String worker;
    private final String trackingTopic;
    private final PollScoring scoring;
    private final Outlets outlets;
    private final Sinks sinks;
    private final Shipments shipments;
    private final StreamMetrics metrics;
    private final InstantSource clock;

    PageScorer(
            Action action,
            String runId,
            String instance,
            String worker,
            String trackingTopic,
            PollScoring scoring,
            Outlets outlets,
            Sinks sinks,
            StreamMetrics metrics,
            InstantSource clock) {
        this.action = action;
        this.runId = runId;
        this.instance = instance;
        this.worker = worker;
        this.trackingTopic = trackingTopic;
        this.scoring = scoring;
        this.outlets = outlets;
        this.sinks = sinks;
        this.shipments = new Shipments(sinks, action.name(), outlets);
        this.metrics = metrics;
        this.clock = clock;
    }

    /// A message of a page.
    ///
    /// @param group the consumer group on whose frontier it is told
    /// @param unreadable why it cannot even be read, when it cannot
    public record Item(
            ConsumerRecord<byte[], byte[]> message,
            Attempt attempt,
            String group,
            @Nullable String unreadable) {}

    /// Offsets of one partition that a page covers.
    public record Stretch(Frontier frontier, long lo, long hi) {}

    /// What is scored together.
    ///
    /// @param items in the order of their offsets
    /// @param read what they were read of; nothing when they were read before, and their frontiers are past them
    /// @param shipped the positions that sinks know the page by, committed with it: those of `read`, or else one stretch in which
    ///     the items are counted, in their order
    public record Page(List<Item> items, List<Stretch> read, List<Shipment.Stretch> shipped) {
        public Page {
            items = List.copyOf(items);
            read = List.copyOf(read);
            shipped = List.copyOf(shipped);
        }

        /// A page of what is read for the first time.
        public Page(List<Item> items, List<Stretch> read) {
            this(items, read, read.stream().map(Page::shipped).toList());
        }

        private static Shipment.Stretch shipped(Stretch stretch) {
            return new Shipment.Stretch(source(stretch.frontier()), stretch.lo(), stretch.hi());
        }

        private static Source source(Frontier frontier) {
            return new Source(frontier.topic(), frontier.topicId(), frontier.partition());
        }

        private Shipments.Place place(int index) {
            if (read.isEmpty()) {
                Shipment.Stretch counted = shipped.getFirst();
                return new Shipments.Place(counted.source(), counted.lo() + index);
            }
            Attempt attempt = items.get(index).attempt();
            MessageId id = attempt.message();
            return new Shipments.Place(
                    new Source(attempt.topic(), id.topicId(), id.partition()), id.offset());
        }
    }

    /// What became of a page.
    ///
    /// @param records scores, dead letters and tracking events, all for one transaction
    /// @param retried failed attempts that were followed by another
    public record Made(
            List<ProducerRecord<byte[], byte[]>> records,
            int scored,
            int filtered,
            int dead,
            int retried) {}

    /// A message while its page is scored.
    private static final class Tried {
        private Work work;
        private final List<Outcome.Failed> before = new ArrayList<>();
        private @Nullable Outcome outcome;

        Tried(Work work) {
            this.work = work;
        }

        Outcome end() {
            Outcome end = outcome;
            if (end == null) {
                throw new IllegalStateException("A page ends when all of it has ended");
            }
            return end;
        }
    }

    /// A page whose messages have all had their last attempt.
    public static final class Scored {
        private final Page page;
        private final List<Work> work;
        private final List<List<Outcome.Failed>> before;
        private final List<Outcome> outcomes;

        private Scored(Page page, List<Tried> all) {
            this.page = page;
            this.work = all.stream().map(tried -> tried.work).toList();
            this.before = all.stream().map(tried -> List.copyOf(tried.before)).toList();
            this.outcomes = all.stream().map(Tried::end).toList();
        }
    }

    /// A partition is read from here on; see [dev.scorebus.score.sink.Sink#resume].
    ///
    /// @param by who committed the position; absent when nobody did yet
    public void resume(Source source, long position, @Nullable String by) {
        sinks.resume(source, position, by);
    }

    /// Scores a page. Nobody is told yet.
    public Scored score(Page page) {
        Instant now = clock.instant();
        List<Tried> all = new ArrayList<>();
        List<Tried> open = new ArrayList<>();
        for (Item item : page.items()) {
            Tried tried = new Tried(work(item, page, now));
            all.add(tried);
            if (item.unreadable() == null) {
                open.add(tried);
            } else {
                tried.outcome = PollScoring.schema(null, item.unreadable());
            }
        }
        while (!open.isEmpty()) {
            open = attempt(open);
        }
        return new Scored(page, all);
    }

    /// Writes to the sinks what was scored, and makes the rest of what is to be told. It can be called again.
    ///
    /// @throws dev.scorebus.score.sink.SinkUnavailableException when a sink cannot take anything now; nothing is to be committed then
    public Made deliver(Scored scored) {
        List<Outcome> outcomes =
                shipments.write(
                        scored.work, scored.outcomes, scored.page::place, scored.page.shipped());
        return tell(scored, outcomes, clock.instant());
    }

    /// What was delivered last is committed.
    public void committed() {
        sinks.committed();
    }

    @Override
    public void close() {
        sinks.close();
    }

    private static Work work(Item item, Page page, Instant now) {
        ConsumerRecord<byte[], byte[]> message = item.message();
        TopicPartition from = new TopicPartition(message.topic(), message.partition());
        long offset = page.read().isEmpty() ? -1 : message.offset();
        return new Work(message, item.attempt(), from, offset, 0, now);
    }

    /// One attempt at each.
    ///
    /// @return those that failed and may be tried again
    private List<Tried> attempt(List<Tried> open) {
        List<Outcome> outcomes = scoring.score(open.stream().map(tried -> tried.work).toList());
        List<Tried> again = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Tried tried = open.get(i);
            Outcome outcome = outcomes.get(i);
            int number = tried.work.attempt().number();
            if (Route.of(outcome, number, action.retry(), 0)
                    instanceof Route.Retry(Outcome.Failed failed, _)) {
                tried.before.add(failed);
                tried.work = tried.work.again();
                again.add(tried);
            } else {
                tried.outcome = outcome;
            }
        }
        return again;
    }

    private Made tell(Scored scored, List<Outcome> outcomes, Instant now) {
        Page page = scored.page;
        Map<TopicPartition, Stretch> read = new HashMap<>();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> next = new LinkedHashMap<>();
        for (Stretch stretch : page.read()) {
            Frontier frontier = stretch.frontier();
            TopicPartition partition = new TopicPartition(frontier.topic(), frontier.partition());
            read.put(partition, stretch);
            next.computeIfAbsent(frontier.group(), _ -> new HashMap<>())
                    .put(partition, new OffsetAndMetadata(stretch.hi()));
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Accounts> accounts = new LinkedHashMap<>();
        next.keySet().forEach(group -> accounts.put(group, accounts(group, read)));
        Totals totals = new Totals();
        int retried = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            Work work = scored.work.get(i);
            Outcome outcome = outcomes.get(i);
            Route wanted = Route.of(outcome, work.attempt().number(), action.retry(), 0);
            Route route = outlets.send(work, outcome.eventId(), wanted, now, records::add);
            accounts.computeIfAbsent(page.items().get(i).group(), group -> accounts(group, read))
                    .add(work, outcome.eventId(), scored.before.get(i), route);
            totals.add(route);
            retried += scored.before.get(i).size();
        }
        accounts.forEach(
                (group, account) ->
                        account.tell(
                                next.getOrDefault(group, Map.of()),
                                action.mode(),
                                instance,
                                now,
                                new Events(records)));
        metrics.committed(totals);
        return new Made(records, totals.scored(), totals.filtered(), totals.dead(), retried);
    }

    private Accounts accounts(String group, Map<TopicPartition, Stretch> read) {
        return new Accounts(
                partition -> {
                    Stretch stretch = read.get(partition);
                    return stretch == null
                            ? new Frontier(
                                    group,
                                    action.name(),
                                    partition.topic(),
                                    UNNAMED,
                                    partition.partition())
                            : stretch.frontier();
                },
                partition -> {
                    Stretch stretch = read.get(partition);
                    return stretch == null ? 0 : stretch.lo();
                },
                outlets.deadLetterTopic(),
                runId);
    }

    /// Tracking events among the records; the positions are committed by whoever reads the pages.
    private final class Events implements Telling {
        private final List<ProducerRecord<byte[], byte[]>> records;

        Events(List<ProducerRecord<byte[], byte[]>> records) {
            this.records = records;
        }

        @Override
        public void add(TrackingEvent event) {
            records.add(event(event));
        }

        @Override
        public void add(TrackingEvent event, TopicPartition partition, OffsetAndMetadata next) {
            records.add(event(event));
        }
    }

    /// A tracking event as a record.
    public ProducerRecord<byte[], byte[]> event(TrackingEvent event) {
        return Transaction.record(trackingTopic, event);
    }

    /// Names this process start in tracking events.
    public String instance() {
        return instance;
    }

    /// Names who scores here and ships, in what is committed.
    public String worker() {
        return worker;
    }
}
