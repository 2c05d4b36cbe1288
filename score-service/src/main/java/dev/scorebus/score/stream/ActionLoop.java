package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.kafka.Pause;
import dev.scorebus.score.kafka.TopicKeeper;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.sink.SinkUnavailableException;
import dev.scorebus.score.sink.Sinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one action on one thread, for as long as the action is wanted: waits for what is missing, joins the group, steps, and
/// after a failure of the infrastructure tries again with longer and longer pauses. It never skips a message to get on.
final class ActionLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(ActionLoop.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration TO_ANSWER = Duration.ofSeconds(3);
    private static final Duration TO_LOOK_UP = Duration.ofSeconds(10);
    private static final int FAILURES_PER_SESSION = 5;

    /// What Kafka itself writes to when a transaction is committed.
    private static final List<String> KAFKAS_OWN =
            List.of("__transaction_state", "__consumer_offsets");

    /// A micro-batch gathers as many bytes as so many fetches bring.
    private static final int FETCHES_PER_WINDOW = 4;

    private final Action action;
    private final StreamParts parts;
    private final StreamClients clients;
    private final LoopStatus status;
    private final StreamMetrics metrics;
    private final Pause pause = new Pause();
    private final Thread thread;
    private final @Nullable ActionLoop predecessor;
    private boolean careful;
    private volatile @Nullable Consumer<byte[], byte[]> reading;

    /// @param predecessor the loop of this action's older definition, which is waited for
    ActionLoop(
            Action action,
            StreamParts parts,
            StreamClients clients,
            @Nullable ActionLoop predecessor) {
        this.action = action;
        this.parts = parts;
        this.clients = clients;
        this.status = new LoopStatus(parts.clock());
        this.metrics = new StreamMetrics(parts.registry(), action, status);
        this.predecessor = predecessor;
        this.thread = Thread.ofPlatform().name("action-" + action.name()).unstarted(this::run);
    }

    Action action() {
        return action;
    }

    LoopStatus status() {
        return status;
    }

    void start() {
        thread.start();
    }

    /// Asks the loop to end; [#join] waits for it.
    void close() {
        pause.close();
        Consumer<byte[], byte[]> current = reading;
        if (current != null) {
            current.wakeup();
        }
    }

    void join() {
        try {
            thread.join(CLOSING.multipliedBy(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean ended = false;
        try {
            if (predecessor != null) {
                predecessor.join();
            }
            metrics.open();
            live();
            ended = true;
            status.phase(State.STOPPED, null);
        } finally {
            status.leftAll();
            metrics.close();
            if (!ended) {
                status.phase(
                        State.FAILED,
                        "the loop died of an error of the JVM; restart this instance");
            }
        }
    }

    private void live() {
        int failures = 0;
        while (pause.open()) {
            try {
                gate();
                session();
                failures = 0;
            } catch (StreamFault e) {
                note(e.state(), e.reason());
                pause.rest(WAIT);
            } catch (RuntimeException e) {
                if (pause.open()) {
                    failures++;
                    note(e instanceof KafkaTrouble ? State.WAITING : State.FAILED, describe(e));
                    LOGGER.atError()
                            .setCause(e)
                            .addKeyValue("action", action.name())
                            .log(
                                    "action failed; nothing of the last poll was committed, it is read again");
                    pause.rest(Pause.after(failures, parts.settings().maxBackoff()));
                }
            }
        }
    }

    private void note(State state, String reason) {
        status.leftAll();
        metrics.leftAll();
        status.error(reason);
        if (!reason.equals(status.snapshot().reason())) {
            LOGGER.atWarn()
                    .addKeyValue("action", action.name())
                    .addKeyValue("error", reason)
                    .log("action does not run; it is tried again");
        }
        status.phase(state, reason);
    }

    /// Lets nobody join the group who could not score.
    private void gate() {
        Optional<String> trouble = parts.programs().trouble(action);
        if (trouble.isPresent()) {
            throw new StreamFault(State.WAITING, trouble.get());
        }
    }

    private void session() {
        try (Admin admin = clients.admin().get();
                Sinks sinks = sinks()) {
            KafkaDiagnosis diagnosis = diagnosis(admin);
            try {
                session(setup(admin, sinks), diagnosis);
            } catch (KafkaException e) {
                throw diagnosis.explained(e);
            }
        }
    }

    private void session(StreamSetup setup, KafkaDiagnosis diagnosis) {
        Consumer<byte[], byte[]> consumer =
                (careful ? clients.careful() : clients.consumer()).get();
        reading = consumer;
        Producers producers = new Producers();
        StreamSession session = new StreamSession(setup, consumer);
        try {
            session.start(producers.renew());
            LOGGER.atInfo()
                    .addKeyValue("action", action.name())
                    .log(careful ? "action runs, one record at a time" : "action runs");
            steps(session, producers, diagnosis);
        } finally {
            reading = null;
            session.abandon();
            producers.close();
            consumer.close(CloseOptions.timeout(CLOSING));
        }
    }

    private KafkaDiagnosis diagnosis(Admin admin) {
        List<String> written = new ArrayList<>(action.outputTopics());
        written.add(Topics.retry(action.name()));
        written.add(Topics.deadLetters(action.name()));
        written.add(parts.topics().tracking());
        written.addAll(KAFKAS_OWN);
        return new KafkaDiagnosis(new TopicKeeper(admin, TO_ANSWER), written);
    }

    private Sinks sinks() {
        try {
            return parts.sinks().apply(action);
        } catch (SinkUnavailableException e) {
            throw new StreamFault(State.FAILED, e.reason());
        }
    }

    private StreamSetup setup(Admin admin, Sinks sinks) {
        TopicSetup topics = new TopicSetup(admin);
        RecordSizes sizes = topics.ensure(action, parts.topics());
        topics.pair(action);
        String group = parts.group(action.name());
        Outlets outlets = new Outlets(action, group, sizes, parts.clock());
        List<String> read = new ArrayList<>(action.input().topics());
        read.add(outlets.retryTopic());
        return new StreamSetup(
                action,
                group,
                parts.instance(),
                parts.turn(),
                careful,
                suspects(),
                FETCHES_PER_WINDOW * parts.settings().maxPollBytes().toBytes(),
                parts.topics().tracking(),
                new PollScoring(
                        action,
                        customer -> parts.programs().serving(action, customer),
                        () -> Deadline.renewable(parts.settings().deadline(), parts.clock()),
                        Math.toIntExact(parts.settings().maxRecord().toBytes()),
                        metrics),
                outlets,
                new TopicIds(new TopicKeeper(admin, TO_LOOK_UP), read),
                new Told(clients.reader(), parts.topics().tracking()),
                new KeyGate.RetryLog(
                        clients.reader(), new TopicKeeper(admin, TO_LOOK_UP), parts.clock()),
                parts.skips(),
                sinks,
                status,
                metrics,
                parts.clock());
    }

    private int suspects() {
        Action.Flush flush = action.flush();
        return flush == null
                ? parts.settings().maxPollRecords()
                : parts.settings().maxPollRecords() + flush.maxMessages();
    }

    private void steps(StreamSession session, Producers producers, KafkaDiagnosis diagnosis) {
        int failures = 0;
        int refusals = 0;
        boolean running = false;
        while (pause.open() && !session.isOver()) {
            try {
                boolean gotOn = session.step();
                if (gotOn && !running) {
                    failures = 0;
                    refusals = 0;
                    running = true;
                    status.phase(State.RUNNING, null);
                }
            } catch (SinkUnavailableException e) {
                refusals++;
                running = false;
                await(e, refusals);
            } catch (KafkaException e) {
                if (!pause.open()) {
                    break;
                }
                failures++;
                running = false;
                if (failures > FAILURES_PER_SESSION) {
                    throw e;
                }
                String why = describe(diagnosis.explained(e));
                status.error(why);
                status.phase(State.WAITING, why);
                LOGGER.atWarn()
                        .addKeyValue("action", action.name())
                        .addKeyValue("error", why)
                        .log("transaction is given up; the same records are read again");
                session.forget(producers.renew());
                pause.rest(Pause.after(failures, parts.settings().maxBackoff()));
            }
        }
        careful ^= session.isOver();
        leave(session);
    }

    /// A sink is away, and nothing is read until it takes what was scored.
    private void await(SinkUnavailableException e, int refusals) {
        Duration longest = parts.settings().maxBackoff();
        Duration wait = Pause.after(refusals, longest);
        if (e.after().compareTo(wait) > 0) {
            wait = e.after().compareTo(longest) < 0 ? e.after() : longest;
        }
        if (!e.reason().equals(status.snapshot().reason())) {
            LOGGER.atWarn()
                    .addKeyValue("action", action.name())
                    .addKeyValue("error", e.reason())
                    .log(
                            "a sink is away; nothing was committed, the same messages are written again");
        }
        status.error(e.reason());
        status.phase(State.WAITING, e.reason());
        pause.rest(wait);
    }

    private void leave(StreamSession session) {
        try {
            session.leave();
        } catch (KafkaException e) {
            LOGGER.atWarn()
                    .addKeyValue("action", action.name())
                    .addKeyValue("error", describe(e))
                    .log(
                            "could not say that the action ends in order; the next instance is careful");
        }
    }

    private static String describe(RuntimeException e) {
        return e instanceof KafkaTrouble trouble
                ? trouble.words()
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /// The one producer this loop has at a time. A new one of the same transactional id ends what the old one left open.
    private final class Producers {
        private @Nullable Producer<byte[], byte[]> current;

        Producer<byte[], byte[]> renew() {
            abandon(Duration.ZERO);
            Producer<byte[], byte[]> fresh = clients.producer().get();
            current = fresh;
            fresh.initTransactions();
            return fresh;
        }

        void close() {
            abandon(CLOSING);
        }

        private void abandon(Duration patience) {
            if (current != null) {
                current.close(patience);
                current = null;
            }
        }
    }
}
