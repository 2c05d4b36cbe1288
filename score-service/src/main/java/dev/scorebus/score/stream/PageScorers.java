package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.sink.SinkOpener;
import dev.scorebus.score.sink.Sinks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.stereotype.Component;

/// Makes what scores the pages of a run.
@Component
public final class PageScorers {
    private final StreamParts parts;
    private final SinkOpener opener;
    private final AtomicLong workers = new AtomicLong();

    PageScorers(
            ActionPrograms programs,
            SkipBook skips,
            Topics topics,
            ScoreProperties properties,
            MeterRegistry registry,
            InstantSource clock,
            SinkOpener opener) {
        this.opener = opener;
        this.parts =
                new StreamParts(
                        programs,
                        skips,
                        topics,
                        properties.stream(),
                        registry,
                        clock,
                        UUID.randomUUID().toString().substring(0, 13),
                        new Turn(),
                        _ -> Sinks.NONE);
    }

    /// Settings of a producer that commits pages.
    public static Map<String, Object> producer(
            ScoreProperties.Stream settings, String transactionalId) {
        return StreamClients.producer(settings, transactionalId);
    }

    /// What scores for a run, once everything that the action reads and writes exists. Each is another worker to the sinks, also
    /// within this process: one that was given up may still be under way when the next one begins.
    ///
    /// @param action what scores; its mode is what the ledger is told, its inputs are what is read
    /// @param group the consumer group that dead letters name
    /// @throws dev.scorebus.score.sink.SinkUnavailableException when the settings have not what an output names
    public PageScorer of(Action action, String runId, String group, Admin admin) {
        parts.programs().check(action);
        RecordSizes sizes = new TopicSetup(admin).ensure(action, parts.topics());
        String worker = "%s.%d".formatted(parts.instance(), workers.incrementAndGet());
        StreamMetrics metrics =
                new StreamMetrics(parts.registry(), action, new LoopStatus(parts.clock()));
        return new PageScorer(
                action,
                runId,
                parts.instance(),
                worker,
                parts.topics().tracking(),
                new PollScoring(
                        action,
                        customer -> parts.programs().serving(action, customer),
                        () -> Deadline.renewable(parts.settings().deadline(), parts.clock()),
                        Math.toIntExact(parts.settings().maxRecord().toBytes()),
                        metrics),
                new Outlets(action, group, sizes, parts.clock()),
                opener.open(action, runId, worker),
                metrics,
                parts.clock());
    }
}
