package dev.scorebus.score.action;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.score.action.ActionChange.What;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.Pause;
import dev.scorebus.score.kafka.WholeTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Changes actions by compare-and-set, over all instances. Whoever writes first takes the one transactional id, which fences
/// everyone before, then reads where the action stands, and writes the action and its history in one transaction: it is
/// committed only if nobody has come since.
@Component
final class ActionWriter {
    private static final int MILLIS = 10_000;
    private static final int TRIES = 10;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final KafkaClients clients;
    private final ActionBook book;
    private final ActionHistory history;
    private final InstantSource clock;
    private final String topic;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    ActionWriter(
            KafkaClients clients,
            ActionBook book,
            ActionHistory history,
            Topics topics,
            InstantSource clock) {
        this.clients = clients;
        this.book = book;
        this.history = history;
        this.clock = clock;
        this.topic = topics.actions();
    }

    /// Where an action stands.
    ///
    /// @param listed absent when there is none
    /// @param last the newest revision that the history knows, also of a deleted one
    private record Standing(@Nullable Listed listed, long last) {
        long revision() {
            return switch (listed) {
                case null -> 0;
                case Listed.Sound sound -> sound.revision();
                case Listed.Broken _ -> last;
            };
        }
    }

    /// What is written.
    ///
    /// @param next the action from now on; absent when it is deleted
    private record Step(Listed.@Nullable Sound next, ActionChange change) {}

    /// Creates or replaces an action; one that is paused stays so. The same action again changes nothing.
    ///
    /// @param expected the revision that is replaced, 0 for none; any when absent
    Listed.Sound put(Action action, @Nullable Long expected, Author author) {
        return Objects.requireNonNull(
                change(
                        action.name(),
                        standing -> {
                            require(action.name(), expected, standing);
                            Paused paused = null;
                            if (standing.listed() instanceof Listed.Sound sound) {
                                if (sound.action().equals(action)) {
                                    return Optional.empty();
                                }
                                paused = sound.paused();
                            }
                            return Optional.of(
                                    step(standing, What.APPLIED, action, paused, author));
                        }));
    }

    /// Has an action read nothing any more. One that is paused stays as it was paused first.
    Listed.Sound pause(String name, Author author) {
        Paused paused = new Paused(author.named(), author.reason(), clock.instant());
        return Objects.requireNonNull(
                change(
                        name,
                        standing -> {
                            Listed.Sound sound = sound(name, standing);
                            return sound.paused() != null
                                    ? Optional.empty()
                                    : Optional.of(
                                            step(
                                                    standing,
                                                    What.PAUSED,
                                                    sound.action(),
                                                    paused,
                                                    author));
                        }));
    }

    /// Has a paused action go on where it stopped.
    Listed.Sound resume(String name, Author author) {
        author.named();
        return Objects.requireNonNull(
                change(
                        name,
                        standing -> {
                            Listed.Sound sound = sound(name, standing);
                            return sound.paused() == null
                                    ? Optional.empty()
                                    : Optional.of(
                                            step(
                                                    standing,
                                                    What.RESUMED,
                                                    sound.action(),
                                                    null,
                                                    author));
                        }));
    }

    /// Deletes an action; its topics and its position stay.
    void delete(String name, @Nullable Long expected, Author author) {
        change(
                name,
                standing -> {
                    if (standing.listed() == null) {
                        throw missing(name);
                    }
                    require(name, expected, standing);
                    return Optional.of(step(standing, What.DELETED, null, null, author));
                });
    }

    private Step step(
            Standing standing,
            What what,
            @Nullable Action action,
            @Nullable Paused paused,
            Author author) {
        long revision = Math.max(standing.last(), standing.revision()) + 1;
        Instant at = clock.instant();
        String name =
                action == null ? Objects.requireNonNull(standing.listed()).name() : action.name();
        return new Step(
                action == null
                        ? null
                        : new Listed.Sound(action, revision, paused, author.who(), at),
                new ActionChange(name, revision, what, author.who(), author.reason(), at, action));
    }

    private Listed.@Nullable Sound change(
            String name, Function<Standing, Optional<Step>> decision) {
        oneAtATime.lock();
        try {
            try (Admin admin = clients.admin()) {
                book.missing();
                history.ensure(admin);
            }
            for (int attempt = 1; ; attempt++) {
                try {
                    return write(name, decision);
                } catch (ProducerFencedException
                        | InvalidProducerEpochException
                        | InvalidTxnStateException e) {
                    // The third is what a commit meets while the newcomer has the transaction
                    // aborted.
                    if (attempt == TRIES) {
                        throw new KafkaException(
                                "Others change actions all the time; nothing was written", e);
                    }
                    stepAside(attempt);
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    /// Waits for a while that no two writers have in common, or they fence each other for ever.
    private static void stepAside(int attempt) {
        long most = Pause.after(attempt, LONGEST_WAIT).toMillis();
        new Pause().rest(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most)));
    }

    private Listed.@Nullable Sound write(String name, Function<Standing, Optional<Step>> decision) {
        try (KafkaProducer<byte[], byte[]> producer =
                clients.producer(
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                topic,
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                MILLIS,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                MILLIS,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                MILLIS / 2,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                MILLIS))) {
            producer.initTransactions();
            Standing standing = standing(name);
            Optional<Step> step = decision.apply(standing);
            if (step.isEmpty()) {
                return (Listed.Sound) standing.listed();
            }
            Listed.Sound next = step.get().next();
            producer.beginTransaction();
            Future<RecordMetadata> _ =
                    producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    name.getBytes(StandardCharsets.UTF_8),
                                    next == null ? null : ActionRecord.of(next).bytes()));
            Future<RecordMetadata> _ = producer.send(history.record(step.get().change()));
            producer.commitTransaction();
            book.awaitRevision(name, next == null ? null : next.revision());
            return next;
        }
    }

    private Standing standing(String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        Listed listed =
                WholeTopic.read(clients, topic).stream()
                        .filter(record -> Arrays.equals(record.key(), key))
                        .reduce((_, later) -> later)
                        .filter(record -> record.value() != null)
                        .map(record -> ActionRecord.read(name, record.value()))
                        .orElse(null);
        List<ActionChange> changes = history.of(name);
        return new Standing(listed, changes.isEmpty() ? 0 : changes.getLast().revision());
    }

    private static Listed.Sound sound(String name, Standing standing) {
        return switch (standing.listed()) {
            case null -> throw missing(name);
            case Listed.Sound sound -> sound;
            case Listed.Broken(String _, String why) ->
                    throw new ProblemException(
                            new Problem.Conflict(
                                    "Action '%s' runs nowhere: %s. Replace or delete it"
                                            .formatted(name, why)));
        };
    }

    private static void require(String name, @Nullable Long expected, Standing standing) {
        if (expected != null && expected != standing.revision()) {
            throw new ProblemException(
                    new Problem.Conflict(
                            "Action '%s' is at revision %d, not %d: someone has changed it. Nothing was written"
                                    .formatted(name, standing.revision(), expected)));
        }
    }

    private static ProblemException missing(String name) {
        return new ProblemException(
                new Problem.NotFound("There is no action '%s'".formatted(name)));
    }
}
