package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.batch.BatchPlan;
import dev.scorebus.batch.BatchProgress;
import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.batch.Source;
import dev.scorebus.batch.Source.Bound;
import dev.scorebus.batch.Source.TopicRange;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Mode;
import dev.scorebus.score.fixture.FakeGate;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/// Batch runs, as the gate hands them out.
@TestPropertySource(
        properties = {
            "scorebus.score.batch.page=50",
            "scorebus.score.batch.parallel=4",
            "scorebus.score.batch.poll=50ms"
        })
class BatchRunTest extends StreamScenario {
    private static final String VERSION = "0123456789abcdef".repeat(4);

    private final FlakyKind program;
    private @Nullable FakeGate opened;

    BatchRunTest(Scene scene, FlakyKind program) {
        super(scene);
        this.program = program;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    @BeforeAll
    void openGate() {
        opened = new FakeGate(trainService());
    }

    private FakeGate gate() {
        return Objects.requireNonNull(opened);
    }

    private StreamFixture batchFixture(String name, int partitions) {
        StreamFixture stream = fixture(name, partitions);
        stream.putAction(stream.draft().flaky().batch().done());
        return stream;
    }

    private static void send(StreamFixture stream, String prefix, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(stream.event(prefix + i, "{\"id\": \"%s%d\"}".formatted(prefix, i)));
        }
        stream.send(records);
    }

    /// A CloudEvent in structured mode that breaks off.
    private static ProducerRecord<byte[], byte[]> torn(StreamFixture stream) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        stream.source(),
                        StreamFixture.bytes("torn"),
                        StreamFixture.bytes("{\"id\": "));
        record.headers().add("content-type", StreamFixture.bytes("application/cloudevents+json"));
        return record;
    }

    private static BatchRequest over(
            StreamFixture stream,
            @Nullable Bound from,
            @Nullable Bound to,
            @Nullable Integer rate) {
        return new BatchRequest(
                stream.action(),
                Source.of(new TopicRange(stream.source(), from, to)),
                null,
                rate,
                "tests",
                null);
    }

    private BatchRun ended(String run) {
        until(() -> gate().run(run).state().isEnd());
        return gate().run(run);
    }

    private static Map<String, Integer> once(String prefix, int from, int to) {
        Map<String, Integer> once = new HashMap<>();
        IntStream.range(from, to).forEach(i -> once.put(prefix + i, 1));
        return once;
    }

    private Map<Integer, Long> committed(String run, StreamFixture stream) throws Exception {
        Map<Integer, Long> committed = new HashMap<>();
        try (Admin admin = platform.admin()) {
            admin.listConsumerGroupOffsets(names.runGroup(stream.action(), run))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach(
                            (partition, next) ->
                                    committed.put(partition.partition(), next.offset()));
        }
        return committed;
    }

    @Test
    void aRangeOfATopicIsScoredOnceAndWhatFailsIsTriedAgainAtOnceAndTold() throws Exception {
        StreamFixture stream = batchFixture("ranged", 1);
        send(stream, "early-", 0, 20);
        send(stream, "r-", 20, 210);
        stream.send(
                List.of(
                        stream.event("late", "{\"id\": \"late\", \"fails\": 2}"),
                        stream.event("poison", "{\"id\": \"poison\", \"fails\": 1000}"),
                        torn(stream)));
        String run = gate().submit(over(stream, new Bound(Map.of(0, 20L), null), null, null), null);

        BatchRun ended = ended(run);

        send(stream, "after-", 0, 5);
        assertThat(ended.state()).as(String.valueOf(ended.error())).isEqualTo(State.DONE);
        Map<String, Integer> wanted = once("r-", 20, 210);
        wanted.put("late", 1);
        assertThat(stream.scoresById()).isEqualTo(wanted);
        assertThat(program.tries("late")).isEqualTo(3);
        assertThat(program.tries("poison")).isEqualTo(6);
        assertThat(stream.chain(0, 210)).containsExactly("1 FAILED", "2 FAILED", "3 HEALED");
        assertThat(stream.chain(0, 211))
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(stream.chain(0, 212)).containsExactly("1 DEAD");
        assertThat(stream.readDeadLetters()).hasSize(2);
        assertThat(stream.tiledUpTo()).isEqualTo(committed(run, stream));
        assertThat(stream.records()).isEqualTo(193);
        assertThat(stream.spans())
                .allMatch(span -> run.equals(span.runId()) && span.mode() == Mode.BATCH);
        BatchProgress progress = Objects.requireNonNull(ended.progress());
        assertThat(progress.done()).isEqualTo(progress.total());
        assertThat(progress.scored()).isEqualTo(191);
        assertThat(progress.dead()).isEqualTo(2);
        assertThat(progress.retried()).isEqualTo(7);
    }

    @Test
    void workersThatTakeARunFromEachOtherScoreEachMessageOnce() throws Exception {
        StreamFixture stream = batchFixture("contested", 3);
        send(stream, "c-", 0, 3_000);
        String run = gate().submit(over(stream, null, null, 1_000), null);
        int handedOver = 0;
        for (int done = 300; done <= 2_400; done += 300) {
            int reached = done;
            until(() -> stream.scoresById().size() >= reached || gate().run(run).state().isEnd());
            if (!gate().run(run).state().isEnd()) {
                gate().handOver(run);
                handedOver++;
                until(() -> gate().isTaken(run));
            }
        }

        BatchRun ended = ended(run);

        assertThat(handedOver).isGreaterThan(2);
        assertThat(ended.state()).as(String.valueOf(ended.error())).isEqualTo(State.DONE);
        assertThat(stream.scoresById()).isEqualTo(once("c-", 0, 3_000));
        assertThat(stream.tiledUpTo()).isEqualTo(committed(run, stream));
        assertThat(stream.records()).isEqualTo(3_000);
        assertThat(Objects.requireNonNull(ended.progress()).scored()).isEqualTo(3_000);
    }

    @Test
    void theRowsOfADataSetAreScoredOnceAlthoughReadingThemBreaksOff() throws Exception {
        StreamFixture stream = batchFixture("rows", 1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            lines.add(
                    i == 123
                            ? "{\"row\": 123, \"line\": 125, \"bad\": \"it has 2 fields, the header has 5\"}"
                            : "{\"row\": %d, \"line\": %d, \"data\": {\"id\": \"row-%d\"}}"
                                    .formatted(i, i + 2, i));
        }
        gate().rows(VERSION, lines);
        BatchPlan plan = BatchPlan.ofDataSet("numbers", VERSION, 400);
        BatchRequest request =
                new BatchRequest(
                        stream.action(),
                        Source.of(new Source.DataSetRef("numbers", VERSION)),
                        List.of(new Action.Output.Topic("rows-elsewhere")),
                        null,
                        null,
                        null);
        String run = gate().submit(request, plan);

        BatchRun ended = ended(run);

        assertThat(ended.state()).as(String.valueOf(ended.error())).isEqualTo(State.DONE);
        assertThat(topics.readAll("rows-elsewhere"))
                .hasSize(399)
                .extracting(score -> StreamFixture.header(score, "ce_id"))
                .doesNotHaveDuplicates()
                .contains("01234567-89ab-cdef-0123-456789abcdef-0-399");
        assertThat(stream.tiledUpTo("data-set/numbers")).isEqualTo(Map.of(0, 400L));
        assertThat(
                        stream.spans("data-set/numbers").stream()
                                .mapToInt(TrackingEvent.Span::failed)
                                .sum())
                .isEqualTo(1);
        assertThat(
                        StreamFixture.header(
                                stream.readDeadLetters().getFirst(), "__dlq.errors.message"))
                .isEqualTo(
                        "line 125 of the data set cannot be read: it has 2 fields, the header has 5");
        assertThat(Objects.requireNonNull(ended.progress()).scored()).isEqualTo(399);
    }

    @Test
    void aRunIsNoFasterThanItMayBeAndStopsWhenItIsCancelled() {
        StreamFixture stream = batchFixture("slow", 1);
        send(stream, "s-", 0, 400);
        long start = System.nanoTime();
        String run = gate().submit(over(stream, null, null, 40), null);
        until(() -> stream.scoresById().size() >= 120);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        gate().cancel(run);

        assertThat(took).isGreaterThan(Duration.ofMillis(1_900));
        assertThat(ended(run).state()).isEqualTo(State.CANCELLED);
        assertThat(stream.scoresById()).hasSizeLessThan(400);
        assertThat(stream.records()).isEqualTo(stream.scoresById().size());
    }

    @Test
    void aRunThatCannotBeCarriedOutFailsAndSaysWhy() {
        StreamFixture stream = batchFixture("impossible", 2);
        send(stream, "i-", 0, 10);
        String range =
                gate().submit(over(stream, new Bound(Map.of(5, 0L), null), null, null), null);
        String end =
                gate().submit(over(stream, null, new Bound(Map.of(0, 99_999L), null), null), null);
        BatchRequest gone =
                new BatchRequest(
                        stream.action(),
                        Source.of(new TopicRange("no-such-topic", null, null)),
                        null,
                        null,
                        null,
                        null);
        String topic = gate().submit(gone, null);
        BatchRequest nobody = new BatchRequest("nobody", gone.source(), null, null, null, null);
        String action = gate().submit(nobody, null);

        assertThat(ended(range).error())
                .isEqualTo("from names partition 5, and the topic has 2 partitions");
        assertThat(ended(end).error())
                .startsWith("to of partition 0 is offset 99999; there are 0 to");
        assertThat(ended(topic).error()).isEqualTo("topic 'no-such-topic' does not exist");
        assertThat(ended(action).error()).startsWith("there is no action 'nobody'");
        assertThat(stream.scoresById()).isEmpty();
    }
}
