package dev.scorebus.cli.demo;

import dev.scorebus.cli.demo.BadMessages.BadMessage;
import dev.scorebus.cli.model.ScoreLines;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.cli.terminal.Progress;
import dev.scorebus.message.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Sends events to the topic of pull requests while it watches their scores arrive.
final class Replay {
    private static final int CHUNK = 500;
    private static final int SHOWN = 8;
    private static final int REASONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Console console;
    private final String bootstrap;
    private int shown;
    private long nextShown;

    Replay(Console console, String bootstrap) {
        this.console = console;
        this.bootstrap = bootstrap;
    }

    /// What was sent and what came of it.
    ///
    /// @param messages how many messages were sent
    /// @param opened how many of them should be scored
    /// @param scored how many were
    /// @param bad where the messages lie that cannot be scored
    /// @param example one message that was scored
    /// @param exampleId the id of its event
    /// @param faults messages without a score, or with more than one
    record Outcome(
            int messages,
            int opened,
            long scored,
            Map<Position, String> bad,
            Position example,
            String exampleId,
            List<String> faults) {}

    /// Sends the events, and a handful of messages that cannot be scored among them.
    Outcome run(List<PullRequestEvent> events) {
        Map<Position, String> bad = new HashMap<>();
        List<BadMessage> badMessages = BadMessages.handful(DemoTopics.REQUESTS);
        int opened = (int) events.stream().filter(PullRequestEvent::isOpened).count();
        try (KafkaProducer<byte[], byte[]> producer = DemoProducer.on(bootstrap);
                ScoreWatch watch = new ScoreWatch(bootstrap);
                Progress progress = console.progress("scored", "messages", opened)) {
            long begin = System.nanoTime();
            nextShown = 1;
            int sent = 0;
            for (int from = 0; from < events.size(); from += CHUNK) {
                List<PullRequestEvent> chunk =
                        events.subList(from, Math.min(from + CHUNK, events.size()));
                send(producer, watch, chunk);
                sent += chunk.size();
                if (from == 0) {
                    for (BadMessage message : badMessages) {
                        bad.put(position(producer.send(message.record())), message.what());
                    }
                }
                watch.poll(
                        Duration.ofMillis(1),
                        (request, score) -> show(progress, watch, request, score));
                progress.at(watch.scored(), rate(watch.scored(), begin));
            }
            await(watch, progress, begin);
            Position any = watch.any();
            Position example = any == null ? new Position(0, 0) : any;
            PullRequest request = watch.request(example);
            return new Outcome(
                    sent + bad.size(),
                    opened,
                    watch.scored(),
                    bad,
                    example,
                    request == null ? "" : PullRequestEvent.openedId(request),
                    watch.faults());
        }
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            ScoreWatch watch,
            List<PullRequestEvent> chunk) {
        List<Future<RecordMetadata>> sent =
                chunk.stream()
                        .map(event -> producer.send(event.record(DemoTopics.REQUESTS)))
                        .toList();
        producer.flush();
        for (int i = 0; i < chunk.size(); i++) {
            PullRequestEvent event = chunk.get(i);
            Position position = position(sent.get(i));
            if (event.isOpened()) {
                watch.expect(position, event.request());
            }
        }
    }

    private void await(ScoreWatch watch, Progress progress, long begin) {
        long last = System.nanoTime();
        while (!watch.isComplete() && System.nanoTime() - last < PATIENCE.toNanos()) {
            long before = watch.scored();
            watch.poll(
                    Duration.ofMillis(200),
                    (request, score) -> show(progress, watch, request, score));
            if (watch.scored() > before) {
                last = System.nanoTime();
            }
            progress.at(watch.scored(), rate(watch.scored(), begin));
        }
        watch.poll(Duration.ofMillis(500), (_, _) -> {});
    }

    private static String rate(long scored, long begin) {
        return String.format(
                Locale.ROOT,
                "%.0f per second",
                scored / Math.max(1e-3, (System.nanoTime() - begin) / 1e9));
    }

    /// Shows one score of each doubling of their number: the first few soon, a later one now and then.
    private void show(Progress progress, ScoreWatch watch, PullRequest request, byte[] value) {
        if (shown >= SHOWN || watch.scored() < nextShown) {
            return;
        }
        shown++;
        nextShown = nextShown * 3;
        ScoreLines score = new ScoreLines(WireJson.mapper().readTree(value));
        LocalDate day =
                Instant.ofEpochSecond(request.createdAt()).atZone(ZoneOffset.UTC).toLocalDate();
        progress.say(
                "  %s #%s, opened %s: %s, because %s (it was: %s)"
                        .formatted(
                                request.project(),
                                request.number(),
                                day,
                                score.headline(),
                                score.reasons(REASONS),
                                request.outcome()));
    }

    private static Position position(Future<RecordMetadata> sent) {
        try {
            RecordMetadata at = sent.get();
            return new Position(at.partition(), at.offset());
        } catch (ExecutionException e) {
            throw new CommandFailure(ExitCode.NO, "An event could not be sent: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.NO, "Interrupted.", e);
        }
    }
}
