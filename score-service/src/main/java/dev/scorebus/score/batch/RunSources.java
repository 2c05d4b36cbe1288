package dev.scorebus.score.batch;

import dev.scorebus.action.Action;
import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.action.ActionBook;
import dev.scorebus.score.action.Listed;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.TopicKeeper;
import dev.scorebus.score.sink.SinkOpener;
import dev.scorebus.score.stream.PageScorers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Makes of what a run asks for what carries it out.
@Component
class RunSources {
    private final ActionBook book;
    private final GateClient gate;
    private final LedgerClient ledger;
    private final KafkaClients clients;
    private final Topics topics;
    private final SinkOpener sinks;
    private final ScoreProperties properties;
    private final InstantSource clock;

    RunSources(
            ActionBook book,
            GateClient gate,
            LedgerClient ledger,
            KafkaClients clients,
            Topics topics,
            SinkOpener sinks,
            ScoreProperties properties,
            InstantSource clock) {
        this.book = book;
        this.gate = gate;
        this.ledger = ledger;
        this.clients = clients;
        this.topics = topics;
        this.sinks = sinks;
        this.properties = properties;
        this.clock = clock;
    }

    /// The action that scores for a run: with the outputs of the run, and what the run reads as its input.
    ///
    /// @throws RunFailure when there is none
    Action action(BatchRun run) {
        String name = run.request().action();
        Listed listed = book.all().get(name);
        if (listed == null) {
            if (!book.isRead()) {
                throw new IllegalStateException("the topic of actions is not read yet");
            }
            throw new RunFailure(
                    "there is no action '%s'; ./scorebus action list names those that are there"
                            .formatted(name));
        }
        return switch (listed) {
            case Listed.Broken(String broken, String why) ->
                    throw new RunFailure("action '%s' is broken: %s".formatted(broken, why));
            case Listed.Sound sound when sound.paused() != null ->
                    throw new IllegalStateException(
                            "action '%s' is paused; the run goes on when it is resumed"
                                    .formatted(name));
            case Listed.Sound sound -> forRun(sound.action(), run);
        };
    }

    private Action forRun(Action action, BatchRun run) {
        List<Action.Output> outputs = run.request().outputs();
        Action scores = withOutputs(action, run.request().source().topic(), outputs);
        List<String> loops = run.request().loops(action);
        if (!loops.isEmpty()) {
            throw new RunFailure(String.join("; ", loops));
        }
        if (outputs != null) {
            List<String> missing = sinks.missing(scores);
            if (!missing.isEmpty()) {
                throw new RunFailure(String.join("; ", missing).replace("spec.outputs", "outputs"));
            }
        }
        return scores;
    }

    private static Action withOutputs(
            Action action,
            Source.@Nullable TopicRange range,
            @Nullable List<Action.Output> outputs) {
        return new Action(
                action.name(),
                action.owner(),
                action.program(),
                action.command(),
                action.model(),
                Mode.BATCH,
                action.customer(),
                new Action.Input(
                        range == null ? List.of() : List.of(range.name()),
                        action.input().filter(),
                        action.input().start()),
                null,
                action.explain(),
                outputs == null ? action.outputs() : outputs,
                action.retry(),
                null,
                action.scale(),
                action.resources());
    }

    /// The consumer group of a run, and its transactional id.
    String group(BatchRun run) {
        return topics.runGroup(run.request().action(), run.id());
    }

    /// The one producer of a run, which fences all before it once its transactions are initialised.
    Producer<byte[], byte[]> producer(BatchRun run) {
        return clients.producer(PageScorers.producer(properties.stream(), group(run)));
    }

    Admin admin() {
        return clients.admin();
    }

    /// Whether there is what the run reads.
    ///
    /// @throws RunFailure when there is not
    void check(BatchRun run, Admin admin) {
        Source.TopicRange range = run.request().source().topic();
        if (range != null) {
            TopicDescription _ = topic(range.name(), admin);
        }
    }

    /// What the run reads.
    ///
    /// @param instance names this process start in tracking events
    PageSource source(ActiveRun active, String instance, Admin admin) {
        BatchRun run = active.claim().run();
        Source source = run.request().source();
        Source.TopicRange range = source.topic();
        if (range != null) {
            return topicPages(active, range, instance, admin);
        }
        Source.DataSetRef dataSet = source.dataSet();
        if (dataSet != null) {
            return rowPages(run, dataSet, instance);
        }
        return deadLetterPages(
                run, Objects.requireNonNull(source.deadLetters(), "one of three"), instance, admin);
    }

    private PageSource topicPages(
            ActiveRun active, Source.TopicRange range, String instance, Admin admin) {
        BatchRun run = active.claim().run();
        TopicDescription topic = topic(range.name(), admin);
        Uuid id = topic.topicId();
        UUID topicId = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        Consumer<byte[], byte[]> consumer = consumer(group(run), run);
        BatchPlan plan = run.plan();
        if (plan == null) {
            plan =
                    fixed(
                            active,
                            new Planner(consumer).plan(range, topicId, topic.partitions().size()));
        }
        if (!plan.topicId().equals(topicId)) {
            throw new RunFailure(
                    "topic '%s' was deleted and made again since the run began"
                            .formatted(range.name()));
        }
        return new TopicPages(plan, run.request().action(), group(run), instance, consumer, clock);
    }

    private static TopicDescription topic(String name, Admin admin) {
        return new TopicKeeper(admin)
                .describe(name)
                .orElseThrow(() -> new RunFailure("topic '%s' does not exist".formatted(name)));
    }

    /// Has the gate keep the plan: the first that it hears of holds, whoever reads it later.
    private BatchPlan fixed(ActiveRun active, BatchPlan wanted) {
        WorkerReport report =
                new WorkerReport(
                        active.claim().slot(), active.claim().fence(), null, null, wanted, null);
        try {
            BatchPlan held = gate.report(active.id(), report).plan();
            if (held == null) {
                active.stop(ActiveRun.Stop.LOST);
                throw new IllegalStateException("the run was given to another");
            }
            return held;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PageSource rowPages(BatchRun run, Source.DataSetRef dataSet, String instance) {
        BatchPlan plan = run.plan();
        String version = dataSet.version();
        if (plan == null || version == null) {
            throw new RunFailure("train-service did not say which version of the data set it is");
        }
        return new RowPages(
                plan,
                run.request().action(),
                group(run),
                instance,
                consumer(RowPages.positionGroup(group(run)), run),
                new TopicPartition(topics.tracking(), 0),
                row -> gate.rows(dataSet.name(), version, row),
                clock);
    }

    private PageSource deadLetterPages(
            BatchRun run, Source.DeadLetterFilter filter, String instance, Admin admin) {
        return new DeadLetterPages(
                run.request().action(),
                run.id(),
                filter,
                run.request().who(),
                instance,
                ledger,
                gate,
                consumer(RowPages.positionGroup(group(run)), run),
                new TopicPartition(topics.tracking(), 0),
                new DeadMessages(clients.consumer(Map.of()), new TopicKeeper(admin)),
                clock);
    }

    /// A heal run that ends gives back what it took up and did not score, also what a claim took that was answered too late.
    ///
    /// @throws IOException when tracking-service does not answer as it should
    void ended(BatchRun run, WorkerReport.End end) throws IOException {
        if (run.request().source().deadLetters() == null) {
            return;
        }
        String reason =
                switch (end.state()) {
                    case QUEUED, RUNNING -> null;
                    case DONE -> "the heal run is done";
                    case CANCELLED -> "the heal run was cancelled";
                    case FAILED -> "the heal run failed: " + end.error();
                };
        if (reason != null) {
            ledger.release(run.request().action(), run.id(), reason);
        }
    }

    private Consumer<byte[], byte[]> consumer(String group, BatchRun run) {
        int bytes = Math.toIntExact(properties.stream().maxPollBytes().toBytes());
        int page = new Pace(run.request().rowsPerSecond()).most(properties.batch().page());
        return clients.consumer(
                Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        page,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        bytes,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        bytes));
    }
}
