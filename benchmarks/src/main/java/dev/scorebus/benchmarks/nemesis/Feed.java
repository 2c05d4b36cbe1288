package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.model.PullRequestEvents;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import dev.scorebus.benchmarks.service.StreamAction;
import java.time.Duration;
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
    private static final Duration TICK = Duration.ofMillis(20);
    private static final long TICKS_PER_SECOND = Duration.ofSeconds(1).dividedBy(TICK);

    private final StreamAction action;
    private final PullRequestRows rows;
    private final Ledger ledger;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int partitions;
    private final Poison poison;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable Thread flowing;
    private int sent;

    /// How much of a feed cannot be scored.
    ///
    /// @param percent of the messages
    /// @param random chooses which
    public record Poison(int percent, Random random) {
        private boolean isNext() {
            return random.nextInt(100) < percent;
        }
    }

    /// @param rows what messages are made of
    public Feed(
            Cluster cluster,
            StreamAction action,
            PullRequestRows rows,
            Poison poison,
            Ledger ledger) {
        this.action = action;
        this.rows = rows;
        this.poison = poison;
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
            boolean poisoned = poison.isNext();
            String id = action.name() + "-message-" + number;
            Fate fate = poisoned ? Fate.DEAD : Fate.SCORED;
            String body = poisoned ? POISON : rows.json(number % rows.rows().size());
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
