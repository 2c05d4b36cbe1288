package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Where messages leave: the one place at which scores become records of outputs, and failures those of retries and dead letters.
/// For one thread at a time.
final class Outlets {
    private final ScoreRecords scores;
    private final List<String> outputTopics;
    private final DeadLetters deadLetters;
    private final RetryRecords retries;
    private final RecordSizes sizes;

    Outlets(Action action, String group, RecordSizes sizes, InstantSource clock) {
        this.scores = new ScoreRecords(action, clock);
        this.outputTopics = action.outputTopics();
        this.deadLetters = new DeadLetters(action, group, sizes);
        this.retries = new RetryRecords(action);
        this.sizes = sizes;
    }

    /// The topic that dead letters go to.
    String deadLetterTopic() {
        return deadLetters.topic();
    }

    /// The topic in which messages wait for their next attempt.
    String retryTopic() {
        return retries.topic();
    }

    /// The event that tells of a score.
    CloudEvent event(Work work, Outcome.Scored scored) {
        return scores.event(work, scored);
    }

    /// Whether the topics among the outputs take it; what they do not becomes a dead letter, and goes nowhere else.
    boolean fits(Work work, CloudEvent event) {
        return outputTopics.stream()
                .allMatch(
                        topic ->
                                sizes.tooLarge(ScoreRecords.record(topic, work.message(), event))
                                        .isEmpty());
    }

    /// Sends a message where it goes next. What a topic does not take becomes a dead letter: it would never be committed, and hold
    /// up all that come after it.
    ///
    /// @param to takes the records
    /// @return the way that it went
    Route send(
            Work work,
            @Nullable String eventId,
            Route route,
            Instant now,
            Consumer<ProducerRecord<byte[], byte[]>> to) {
        List<ProducerRecord<byte[], byte[]>> records = records(work, route, now);
        if (!(route instanceof Route.DeadLetter)) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                Optional<String> tooLarge = sizes.tooLarge(record);
                if (tooLarge.isPresent()) {
                    Route.DeadLetter letter =
                            new Route.DeadLetter(PollScoring.schema(eventId, tooLarge.get()));
                    to.accept(deadLetters.record(work, letter));
                    return letter;
                }
            }
        }
        records.forEach(to);
        return route;
    }

    private List<ProducerRecord<byte[], byte[]>> records(Work work, Route route, Instant now) {
        return switch (route) {
            case Route.Emit(Outcome.Scored scored) -> {
                CloudEvent event = scores.event(work, scored);
                yield outputTopics.stream()
                        .map(output -> ScoreRecords.record(output, work.message(), event))
                        .toList();
            }
            case Route.Drop() -> List.of();
            case Route.Retry(Outcome.Failed _, Duration delay) ->
                    List.of(retries.record(work, now.plus(delay)));
            case Route.Follow _ -> List.of(retries.behind(work));
            case Route.DeadLetter letter -> List.of(deadLetters.record(work, letter));
        };
    }
}
