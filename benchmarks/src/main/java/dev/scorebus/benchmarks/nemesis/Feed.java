package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.model.PullRequestEvents;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import dev.scorebus.benchmarks.service.StreamAction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Sends messages to the input of an action, some of them poison, and notes in a [Ledger] which of them reached the broker.
public final class Feed implements AutoCloseable {
    private static final String POISON = "{\"team_size\": not JSON";

    /// Shorter than the delays of five retries together, of which chance takes a half at most.
    private static final Duration A_WHILE = Duration.ofMillis(400);

    private static final Duration TICK = Duration.ofMillis(20);
    private static final long TICKS_PER_SECOND = Duration.ofSeconds(1).dividedBy(TICK);

    private final StreamAction action;
    private final PullRequestRows rows;
    private final Ledger ledger;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private final Fates fates;
    private final InstantSource clock;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable Thread flowing;
    private int sent;

    /// Chooses what must become of the next message.
    public interface Fates {
        /// The next one's.
        Fate next();

        /// So many percent cannot be scored, and can be seen to be so at once.
        static Fates poison(int percent, Random random) {
            return () -> random.nextInt(100) < percent ? Fate.DEAD : Fate.SCORED;
        }

        /// One percent cannot be scored, on one the program fails each time, on one it fails for a while.
        static Fates all(Random random) {
            return () ->
                    switch (random.nextInt(100)) {
                        case 0 -> Fate.DEAD;
                        case 1 -> Fate.WORN_OUT;
                        case 2 -> Fate.HEALED;
                        default -> Fate.SCORED;
                    };
        }
    }

    /// @param rows what messages are made of
    /// @param fates what must become of them
    /// @param clock tells a message until when it fails
    public Feed(
            Cluster cluster,
            StreamAction action,
            PullRequestRows rows,
            Fates fates,
            InstantSource clock,
            Ledger ledger) {
        this.action = action;
        this.rows = rows;
        this.fates = fates;
        this.clock = clock;
        this.ledger = ledger;
        this.producer =
                cluster.kafka()
                        .producer(
                                Map.of(
                                        "acks",
                                        "all",
                                        "linger.ms",
                                        5,
                                        "max.block.ms",
                                        300_000,
                                        "delivery.timeout.ms",
                                        300_000));
        this.partitions = producer.partitionsFor(action.input()).size();
    }

    /// Sends so many messages at once.
    public synchronized void burst(int count) {
        for (int i = 0; i < count; i++) {
            int number = sent++;
            Fate fate = fates.next();
            String id = action.name() + "-message-" + number;
            String body = body(fate, number);
            Future<RecordMetadata> _ =
                    producer.send(
                            PullRequestEvents.event(action.input(), number % partitions, id, body),
                            (_, e) -> {
                                if (e == null) {
                                    ledger.reached(id, fate);
                                } else {
                                    failure.compareAndSet(null, e);
                                }
                            });
        }
    }

    private String body(Fate fate, int number) {
        String row = rows.json(number % rows.rows().size());
        return switch (fate) {
            case SCORED -> row;
            case HEALED -> marked(row, "until " + clock.instant().plus(A_WHILE).toEpochMilli());
            case DEAD -> POISON;
            case WORN_OUT -> marked(row, number % 2 == 0 ? "fails" : "throws");
            case KILLS -> marked(row, "halts");
        };
    }

    private static String marked(String row, String says) {
        return "{%s, %s".formatted(BrittleTrees.mark(says), row.substring(1));
    }

    /// How many messages were sent by now.
    public synchronized int sent() {
        return sent;
    }

    /// Sends messages steadily from now on, until this is closed.
    public synchronized void flow(int perSecond) {
        if (flowing != null) {
            throw new IllegalStateException("It flows already");
        }
        int perTick = Math.max(1, Math.toIntExact(perSecond / TICKS_PER_SECOND));
        flowing =
                Thread.ofPlatform()
                        .name("feed-" + action.name())
                        .daemon()
                        .start(() -> flowUntilTheEnd(perTick));
    }

    private void flowUntilTheEnd(int perTick) {
        try {
            while (!ending.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                burst(perTick);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Thread flowing() {
        return flowing;
    }

    /// Stops sending, and returns when the broker has all that was sent.
    ///
    /// @throws IllegalStateException if a message did not reach the broker
    @Override
    public void close() {
        ending.countDown();
        Thread thread = flowing();
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        producer.close();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("A message of the feed was lost", failed);
        }
    }
}
