package dev.scorebus.score.stream;

import static java.util.Objects.requireNonNull;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.score.program.Stages.Stage;
import dev.scorebus.score.sink.SinkUnavailableException;
import dev.scorebus.score.stream.Mark.Said;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
    private final Outlets outlets;
    private final Intake intake;
    private final Window window;
    private final Quarantine quarantine;
    private final DeadlyReads reads;
    private final HeadsOfLine heads;
    private final KeyLines lines;
    private final Settlement settlement;
    private final TopicIds topicIds;
    private final String trackingTopic;
    private final LoopStatus status;
    private final StreamMetrics metrics;
    private final InstantSource clock;
    private final Places places;
    private ConsumerGroupMetadata member;
    private final Deliveries deliveries;
    private Instant topicsDue;
    private boolean holding;

    StreamSession(StreamSetup setup, Consumer<byte[], byte[]> consumer) {
        this.action = setup.action();
        this.group = setup.group();
        this.instance = setup.instance();
        this.consumer = consumer;
        this.scoring = setup.scoring();
        this.outlets = setup.outlets();
        this.heads = new HeadsOfLine(setup.action());
        this.lines = new KeyLines(setup.action());
        KeyGate gate = new KeyGate(lines, consumer, setup.retryLog(), outlets.retryTopic());
        this.intake = new Intake(consumer, outlets.retryTopic(), setup.topicIds(), heads, gate);
        this.window =
                new Window(setup.careful() ? null : setup.action().flush(), setup.windowBytes());
        this.quarantine = new Quarantine(setup.instance(), setup.suspects());
        this.reads = new DeadlyReads(setup, consumer, quarantine);
        this.topicIds = setup.topicIds();
        this.trackingTopic = setup.trackingTopic();
        this.status = setup.status();
        this.metrics = setup.metrics();
        this.clock = setup.clock();
        this.places =
                new Places(
                        setup,
                        consumer,
                        this::frontier,
                        quarantine,
                        reads,
                        heads,
                        this::transaction);
        this.deliveries = new Deliveries(setup, places::of);
        this.settlement = new Settlement(setup, heads, lines, this::frontier, places::of);
        this.member = consumer.groupMetadata();
        this.topicsDue = clock.instant().plus(TOPICS);
    }

    /// Joins the group.
    ///
    /// @param ready a producer whose transactions are initialised
    void start(Producer<byte[], byte[]> ready) {
        producer = ready;
        List<String> topics = new ArrayList<>(action.input().topics());
        topics.add(outlets.retryTopic());
        consumer.subscribe(topics, this);
    }

    /// One poll, and what it makes due.
    ///
    /// @return whether it got on: it committed, or there is nothing to do
    boolean step() {
        watchTopics();
        places.find(this::commit, this::begin);
        if (isOver()) {
            return false;
        }
        intake.wake(places.all(), clock.instant());
        if (holding) {
            intake.hold();
        } else {
            Transaction begun = transaction();
            reads.takeTurn((partition, said) -> begun.add(partition, place(partition), said));
            commit(begun);
        }
        intake.shut();
        long start = System.nanoTime();
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        member = consumer.groupMetadata();
        Intake.Polled taken = intake.take(polled, clock.instant());
        if (!taken.work().isEmpty()) {
            metrics.took(Stage.POLL, System.nanoTime() - start);
        }
        survived(polled);
        Intake.Polled others = isolated(taken);
        window.add(others.work(), others.next());
        boolean committed = commitDue();
        status.positions(places.all(), consumer);
        return committed || isIdle();
    }

    /// Whether this session should end in order, and another go on: one that reads with more care, or with less.
    boolean isOver() {
        return reads.isUnfit() || (reads.isIdle() && places.settled() && !places.all().isEmpty());
    }

    private void survived(ConsumerRecords<byte[], byte[]> polled) {
        Transaction marks = transaction();
        reads.survived(
                polled.nextOffsets(),
                intake::rests,
                (partition, said) -> marks.add(partition, place(partition), said));
        commit(marks);
    }

    private OffsetAndMetadata place(TopicPartition partition) {
        return new OffsetAndMetadata(places.of(partition));
    }

    /// Whether it is a member of the group, and everything is read that may be read now.
    private boolean isIdle() {
        return member.generationId() >= 0 && places.settled() && intake.isIdle();
    }

    /// What a sink cannot take now stays, and nothing else is read until it can.
    ///
    /// @return whether anything was due
    private boolean commitDue() {
        boolean committed = false;
        while (window.due(clock.instant())) {
            Window.Load load = window.take();
            try {
                commit(load);
                committed = true;
            } catch (SinkUnavailableException e) {
                window.putBack(load);
                holding = true;
                throw e;
            }
        }
        if (holding) {
            holding = false;
            intake.release();
        }
        return committed;
    }

    private Intake.Polled isolated(Intake.Polled taken) {
        try {
            return isolate(taken);
        } catch (SinkUnavailableException e) {
            readAgain();
            throw e;
        }
    }

    /// Tries messages alone that may be the one which kills.
    ///
    /// @return the others
    private Intake.Polled isolate(Intake.Polled taken) {
        if (quarantine.isEmpty()) {
            return taken;
        }
        List<Work> others = new ArrayList<>();
        Set<TopicPartition> heldUp = new HashSet<>();
        for (Work work : taken.work()) {
            if (heldUp.contains(work.from())) {
                continue;
            }
            if (!quarantine.alone(work)) {
                others.add(work);
                continue;
            }
            int deaths = quarantine.deaths(work.from());
            boolean spent =
                    deaths > 0
                            && work.attempt().number() - 1 + deaths > action.retry().maxRetries();
            Work tried = work.after(spent ? deaths - 1 : deaths);
            Window.Load load =
                    new Window.Load(
                            List.of(tried),
                            Map.of(work.from(), new OffsetAndMetadata(work.offset() + 1)));
            if (spent) {
                heldUp.addAll(commit(load, List.of(Quarantine.killed(deaths))));
            } else {
                heldUp.addAll(commit(load));
            }
        }
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(taken.next());
        next.keySet().removeAll(heldUp);
        return new Intake.Polled(others, next);
    }

    private Set<TopicPartition> commit(Window.Load load) {
        markBefore(load);
        return commit(load, lines.score(scoring, load.work()));
    }

    private void markBefore(Window.Load load) {
        if (quarantine.isEmpty()) {
            return;
        }
        Transaction marks = transaction();
        for (Work work : load.work()) {
            Said said = quarantine.before(work.from());
            if (said != null) {
                marks.add(work.from(), place(work.from()), said);
            }
        }
        commit(marks);
    }

    private void commit(Transaction transaction) {
        if (!transaction.isEmpty()) {
            transaction.commit(requireNonNull(producer), member);
        }
    }

    private Transaction transaction() {
        return transaction(Map.of());
    }

    private Transaction transaction(Map<TopicPartition, HeadsOfLine.Head> stopped) {
        return new Transaction(
                trackingTopic,
                instance,
                topicIds,
                partition -> {
                    HeadsOfLine.Head head = stopped.get(partition);
                    return head == null ? heads.of(partition) : head;
                });
    }

    /// @return the partitions that a message of the load holds up
    private Set<TopicPartition> commit(Window.Load load, List<Outcome> replies) {
        long scored = System.nanoTime();
        Instant now = clock.instant();
        HeadsOfLine.Cut cut = heads.cut(load, replies, now);
        Transaction transaction = transaction(cut.heads());
        List<Outcome> outcomes = deliveries.write(cut.load(), cut.outcomes());
        Totals totals = settlement.settle(cut, outcomes, now, transaction);
        if (transaction.isEmpty()) {
            return Set.of();
        }
        transaction.commit(requireNonNull(producer), member);
        deliveries.committed();
        metrics.took(Stage.COMMIT, System.nanoTime() - scored);
        cut.load()
                .next()
                .forEach(
                        (partition, hi) -> {
                            places.moved(partition, hi.offset());
                            quarantine.passed(partition, hi.offset());
                        });
        heads.committed(cut);
        lines.committed();
        intake.committed(cut.load().next().keySet());
        window.drop(cut.heads().keySet());
        cut.heads()
                .forEach(
                        (partition, head) ->
                                intake.rest(partition, head.offset(), head.notBefore()));
        status.committed(totals);
        metrics.committed(totals);
        return cut.heads().keySet();
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
            places.findAgain();
            window.clear();
        }
    }

    /// After a failure: nothing of the open transaction counts, and positions are what is committed.
    ///
    /// @param fresh the producer to go on with
    void forget(Producer<byte[], byte[]> fresh) {
        producer = fresh;
        readAgain();
    }

    private void readAgain() {
        places.forget();
        window.clear();
    }

    private void begin(TopicPartition partition, long offset) {
        intake.forget(partition);
        metrics.entered(partition);
        status.position(partition, offset, 0);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        places.came(partitions);
    }

    /// Says of partitions that this instance has that it leaves them in order.
    private void leave(Collection<TopicPartition> partitions) {
        Transaction transaction = transaction();
        for (TopicPartition partition : partitions) {
            if (places.all().containsKey(partition)) {
                transaction.add(partition, place(partition), reads.leaving(partition));
            }
        }
        if (!transaction.isEmpty() && producer != null) {
            transaction.commit(producer, member);
        }
    }

    /// Leaves everything in order; what was read and not committed is read again by whoever comes.
    void leave() {
        leave(Set.copyOf(places.all().keySet()));
    }

    /// Nothing is committed any more.
    void abandon() {
        producer = null;
        reads.abandon();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        leave(partitions);
        onPartitionsLost(partitions);
    }

    /// Someone else may have them already.
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        window.drop(partitions);
        quarantine.leave(partitions);
        reads.leave(partitions);
        heads.leave(partitions);
        for (TopicPartition partition : partitions) {
            places.left(partition);
            intake.forget(partition);
            status.left(partition);
            metrics.left(partition);
        }
    }
}
