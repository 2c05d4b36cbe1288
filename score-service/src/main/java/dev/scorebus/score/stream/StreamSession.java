package dev.scorebus.score.stream;

import static java.util.Objects.requireNonNull;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.CloudEvent;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.program.Stages.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// One membership of an action's consumer group: polls, scores, and commits each load in one transaction. A load is a poll, or a
/// micro-batch of several.
///
/// The rule that makes each message count once: offsets are committed in the same transaction as what was made of them, under
/// the group's generation of the poll that brought them. An instance that lost its partitions meanwhile, frozen or cut off, has
/// an older generation and commits nothing. After any failure the positions are taken from the committed offsets again.
final class StreamSession implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TOPICS = Duration.ofSeconds(10);

    private final Action action;
    private final String group;
    private final String instance;
    private final Consumer<byte[], byte[]> consumer;
    private @Nullable Producer<byte[], byte[]> producer;
    private final PollScoring scoring;
    private final ScoreRecords scores;
    private final DeadLetters deadLetters;
    private final RetryRecords retries;
    private final Intake intake;
    private final Window window;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final TopicIds topicIds;
    private final String trackingTopic;
    private final LoopStatus status;
    private final StreamMetrics metrics;
    private final InstantSource clock;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> unplaced = new HashSet<>();
    private ConsumerGroupMetadata member;
    private Instant topicsDue;

    StreamSession(StreamSetup setup, Consumer<byte[], byte[]> consumer) {
        this.action = setup.action();
        this.group = setup.group();
        this.instance = setup.instance();
        this.consumer = consumer;
        this.scoring = setup.scoring();
        this.scores = new ScoreRecords(setup.action(), setup.clock());
        this.deadLetters = setup.deadLetters();
        this.retries = setup.retries();
        this.intake = new Intake(consumer, setup.retries().topic(), setup.topicIds());
        this.window = new Window(setup.action().flush());
        this.topicIds = setup.topicIds();
        this.trackingTopic = setup.trackingTopic();
        this.status = setup.status();
        this.metrics = setup.metrics();
        this.clock = setup.clock();
        this.member = consumer.groupMetadata();
        this.topicsDue = clock.instant().plus(TOPICS);
    }

    /// Joins the group.
    ///
    /// @param ready a producer whose transactions are initialised
    void start(Producer<byte[], byte[]> ready) {
        producer = ready;
        List<String> topics = new ArrayList<>(action.input().topics());
        topics.add(retries.topic());
        consumer.subscribe(topics, this);
    }

    /// One poll, and what it makes due.
    void step() {
        watchTopics();
        place();
        intake.wake(clock.instant());
        long start = System.nanoTime();
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        member = consumer.groupMetadata();
        if (!polled.nextOffsets().isEmpty()) {
            Intake.Polled taken = intake.take(polled, clock.instant());
            if (!taken.work().isEmpty()) {
                metrics.took(Stage.POLL, System.nanoTime() - start);
            }
            window.add(taken.work(), taken.next());
        }
        while (window.due(clock.instant())) {
            commit(window.take());
        }
        watchLag();
    }

    private void commit(Window.Load load) {
        List<Work> work = load.work();
        List<Outcome> outcomes = work.isEmpty() ? List.of() : scoring.score(work);
        long scored = System.nanoTime();
        Instant now = clock.instant();
        Transaction transaction = new Transaction(trackingTopic);
        Accounts accounts = new Accounts(this::frontier, this::position, deadLetters.topic());
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            Route route =
                    Route.of(
                            outcome,
                            work.get(i).attempt().number(),
                            action.retry(),
                            chance.nextDouble());
            send(work.get(i), route, now, transaction);
            accounts.add(work.get(i), outcome.eventId(), route);
        }
        accounts.tell(load.next(), action.mode(), instance, now, transaction);
        if (transaction.isEmpty()) {
            return;
        }
        transaction.commit(requireNonNull(producer), member);
        metrics.took(Stage.COMMIT, System.nanoTime() - scored);
        load.next().forEach((partition, hi) -> positions.put(partition, hi.offset()));
        status.committed(accounts.totals());
        metrics.committed(accounts.totals());
    }

    private void send(Work work, Route route, Instant now, Transaction transaction) {
        switch (route) {
            case Route.Emit(Outcome.Scored scored) -> {
                CloudEvent event = scores.event(work, scored);
                for (Action.Output output : action.outputs()) {
                    transaction.add(ScoreRecords.record(output.topic(), work.message(), event));
                }
            }
            case Route.Drop() -> {}
            case Route.Retry(Outcome.Failed _, Duration delay) ->
                    transaction.add(retries.record(work, now.plus(delay)));
            case Route.DeadLetter letter -> transaction.add(deadLetters.record(work, letter));
        }
    }

    private long position(TopicPartition partition) {
        Long position = positions.get(partition);
        if (position == null) {
            throw new IllegalStateException(
                    "Records of %s came before it was placed".formatted(partition));
        }
        return position;
    }

    private Frontier frontier(TopicPartition partition) {
        UUID topicId = topicIds.of(partition.topic());
        return new Frontier(
                group, action.name(), partition.topic(), topicId, partition.partition());
    }

    /// A topic that was deleted and made again under its name is noticed, and read from its own start.
    private void watchTopics() {
        Instant now = clock.instant();
        if (now.isBefore(topicsDue)) {
            return;
        }
        topicsDue = now.plus(TOPICS);
        if (topicIds.refresh()) {
            unplaced.addAll(positions.keySet());
            window.clear();
        }
    }

    private void watchLag() {
        positions.forEach(
                (partition, position) -> {
                    OptionalLong lag = consumer.currentLag(partition);
                    if (lag.isPresent()) {
                        status.position(partition, position, lag.getAsLong());
                    }
                });
    }

    /// After a failure: nothing of the open transaction counts, and positions are what is committed.
    ///
    /// @param fresh the producer to go on with
    void forget(Producer<byte[], byte[]> fresh) {
        producer = fresh;
        unplaced.addAll(positions.keySet());
        positions.clear();
        window.clear();
    }

    /// Finds where the partitions that came to this instance are to be read from, and says so where that needs saying.
    private void place() {
        if (unplaced.isEmpty()) {
            return;
        }
        boolean _ = topicIds.refresh();
        Set<TopicPartition> placing = Set.copyOf(unplaced);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(placing);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(placing);
        Map<TopicPartition, Long> ends = consumer.endOffsets(placing);
        Transaction transaction = new Transaction(trackingTopic);
        Map<TopicPartition, Long> found = new HashMap<>();
        for (TopicPartition partition : placing) {
            OffsetAndMetadata known = committed.get(partition);
            Placement placement =
                    Placement.of(
                            known == null ? OptionalLong.empty() : OptionalLong.of(known.offset()),
                            starts.getOrDefault(partition, 0L),
                            ends.getOrDefault(partition, 0L),
                            partition.topic().equals(retries.topic())
                                    ? Start.EARLIEST
                                    : action.input().start());
            found.put(partition, tell(placement, partition, transaction));
        }
        if (!transaction.isEmpty()) {
            transaction.commit(requireNonNull(producer), member);
        }
        found.forEach(this::begin);
    }

    private void begin(TopicPartition partition, long offset) {
        intake.forget(partition);
        consumer.seek(partition, offset);
        consumer.resume(List.of(partition));
        positions.put(partition, offset);
        unplaced.remove(partition);
        metrics.entered(partition);
        status.position(partition, offset, 0);
    }

    private long tell(Placement placement, TopicPartition partition, Transaction transaction) {
        return switch (placement) {
            case Placement.Resume(long offset) -> offset;
            case Placement.Origin(long offset) -> {
                transaction.add(
                        new TrackingEvent.Origin(
                                frontier(partition), offset, instance, clock.instant()),
                        partition,
                        new OffsetAndMetadata(offset));
                yield offset;
            }
            case Placement.Lost(long lo, long hi) -> {
                transaction.add(
                        new TrackingEvent.Lost(
                                frontier(partition),
                                lo,
                                hi,
                                "the log of the topic begins behind the committed offset",
                                instance,
                                clock.instant()),
                        partition,
                        new OffsetAndMetadata(hi));
                yield hi;
            }
            case Placement.Beyond(long offset, long end) ->
                    throw new StreamFault(
                            State.FAILED,
                            "committed offset %d of %s lies beyond its end %d: the log was cut, or the topic is another; nothing is read until someone looks"
                                    .formatted(offset, partition, end));
        };
    }

    /// A partition that comes is not read before it is placed. It is given a position here, because one without would be
    /// looked up, and there may be none.
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        partitions.forEach(partition -> consumer.seek(partition, 0));
        unplaced.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        window.drop(partitions);
        for (TopicPartition partition : partitions) {
            positions.remove(partition);
            unplaced.remove(partition);
            intake.forget(partition);
            status.left(partition);
            metrics.left(partition);
        }
    }
}
