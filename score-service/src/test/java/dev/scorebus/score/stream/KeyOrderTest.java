package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ordering `key`: while a message waits for its next attempt, later ones of its key follow it, and all others flow on.
class KeyOrderTest extends StreamScenario {
    private static final Action.Retry QUICK =
            new Action.Retry(5, Duration.ofMillis(40), Duration.ofMillis(200), Ordering.KEY);
    private static final Action.Retry IN_SECONDS =
            new Action.Retry(5, Duration.ofSeconds(3), Duration.ofSeconds(3), Ordering.KEY);
    private static final Action.Retry IN_AN_HOUR =
            new Action.Retry(5, Duration.ofHours(1), Duration.ofHours(1), Ordering.KEY);

    private final FlakyKind program;

    KeyOrderTest(Scene scene, FlakyKind program) {
        super(scene);
        this.program = program;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    private static Action action(StreamFixture stream, Mode mode, Action.Retry retry) {
        ActionDraft draft = stream.draft().flaky().retry(retry);
        return mode == Mode.MICRO_BATCH
                ? draft.microBatch(4, Duration.ofMillis(200)).done()
                : draft.done();
    }

    /// Sends messages: `a7*2` is number 7 of key `a`, which fails twice.
    private static void send(StreamFixture stream, String... messages) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String message : messages) {
            String[] parts = message.split("\\*", -1);
            String id = id(stream, parts[0]);
            records.add(
                    stream.event(
                            parts[0].substring(0, 1),
                            id,
                            "{\"id\": \"%s\", \"fails\": %s}"
                                    .formatted(id, parts.length > 1 ? parts[1] : "0")));
        }
        stream.send(records);
    }

    /// So many messages of each key; each third fails once.
    private static String[] messages(String keys, int from, int count) {
        return IntStream.range(from, from + count)
                .boxed()
                .flatMap(
                        number ->
                                keys.chars()
                                        .mapToObj(
                                                key ->
                                                        "%c%d*%d"
                                                                .formatted(
                                                                        key,
                                                                        number,
                                                                        (key + number) % 3 == 0
                                                                                ? 1
                                                                                : 0)))
                .toArray(String[]::new);
    }

    private static String id(StreamFixture stream, String name) {
        return stream.action() + "/" + name;
    }

    /// What was scored of each key, in the order of its scores.
    private Map<String, List<String>> scored(StreamFixture stream) {
        Map<String, List<String>> byKey = new TreeMap<>();
        topics.readAll(stream.output())
                .forEach(
                        score -> {
                            String id =
                                    WireJson.mapper()
                                            .readTree(score.value())
                                            .at("/message/id")
                                            .asString();
                            byKey.computeIfAbsent(score.key(), _ -> new ArrayList<>())
                                    .add(id.substring(id.indexOf('/') + 1));
                        });
        return byKey;
    }

    private long scores(StreamFixture stream) {
        return topics.readAll(stream.output()).size();
    }

    private static String retryTopic(StreamFixture stream) {
        return Topics.retry(stream.action());
    }

    /// The spans of the source and of the retry topic reach what is committed. Markers are passed after the last message.
    private static void untilAccountsAreWhole(StreamFixture stream) {
        for (String topic : List.of(stream.source(), retryTopic(stream))) {
            until(() -> stream.tiledUpTo(topic).equals(stream.committed(topic)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "MICRO_BATCH"})
    void eachKeyKeepsItsOrderThoughSomeFail(Mode mode) {
        StreamFixture stream = fixture(mode == Mode.STREAM ? "kept" : "kept-in-batches", 1);
        send(stream, "a0", "b0", "a1*2", "b1", "a2", "a3*1", "b2", "a4", "c0*3", "c1", "a5*1");

        start(action(stream, mode, QUICK));
        until(() -> stream.chain(0, 2).size() > 1);
        send(stream, "b3", "a6", "c2");

        until(() -> scores(stream) == 14);
        assertThat(scored(stream))
                .isEqualTo(
                        Map.of(
                                "a", List.of("a0", "a1", "a2", "a3", "a4", "a5", "a6"),
                                "b", List.of("b0", "b1", "b2", "b3"),
                                "c", List.of("c0", "c1", "c2")));
        assertThat(stream.chain(0, 2)).containsExactly("1 FAILED", "2 FAILED", "3 HEALED");
        assertThat(stream.chain(0, 4)).containsExactly("0 FAILED", "1 HEALED");
        assertThat(stream.chain(0, 5)).startsWith("0 FAILED");
        assertThat(stream.chain(0, 5).getLast()).endsWith(" HEALED");
        assertThat(stream.story(id(stream, "a2")).getFirst().error())
                .isEqualTo("not tried yet: it waits behind offset 2, which has the same key");
        untilAccountsAreWhole(stream);
    }

    @Test
    void aPoisonHoldsUpItsOwnKeyUntilItIsDeadAndFollowersAreScoredOnceEach() {
        StreamFixture stream = fixture("poisoned", 1);
        send(stream, "a0*1000", "a1", "b0", "a2*1", "a3", "b1", "a4");

        start(action(stream, Mode.STREAM, QUICK));

        until(() -> scores(stream) == 6);
        assertThat(scored(stream))
                .isEqualTo(Map.of("a", List.of("a1", "a2", "a3", "a4"), "b", List.of("b0", "b1")));
        assertThat(program.tries(id(stream, "a0"))).isEqualTo(6);
        assertThat(stream.chain(0, 0))
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(stream.chain(0, 1)).containsExactly("0 FAILED", "1 HEALED");
        assertThat(stream.readDeadLetters()).hasSize(1);
        assertThat(topics.readAll(retryTopic(stream)))
                .as("four followers, each behind the poison once per attempt, and what failed")
                .hasSizeLessThanOrEqualTo(5 + 4 * 5 + 1 + 2);
        untilAccountsAreWhole(stream);
    }

    @Test
    void whileAMessageWaitsItsFollowersAreNotTriedAndNothingTurnsInCircles() {
        StreamFixture stream = fixture("waiting", 1);
        send(stream, "a0*1", "b0", "a1", "a2");
        start(action(stream, Mode.STREAM, IN_AN_HOUR));
        until(() -> stream.records() == 4);

        send(stream, "a3", "b1", "a4", "b2");

        until(() -> stream.records() == 8);
        assertThat(scored(stream)).isEqualTo(Map.of("b", List.of("b0", "b1", "b2")));
        assertThat(program.tries(id(stream, "a3"))).isZero();
        assertThat(stream.chain(0, 6)).containsExactly("0 FAILED");
        assertThat(topics.readAll(retryTopic(stream))).hasSize(5);
        await().during(Duration.ofSeconds(1))
                .atMost(LONG)
                .until(() -> topics.readAll(retryTopic(stream)).size() == 5);
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_COMMIT", "AFTER_THE_COMMIT"})
    void whoWaitsIsKnownToTheNextInstance(CrashPoint point) throws Exception {
        StreamFixture stream =
                fixture("killed-" + point.name().toLowerCase(Locale.ROOT).replace("_", "-"), 1);
        Action action = action(stream, Mode.STREAM, IN_AN_HOUR);
        send(stream, "a0*1000", "a1", "b0");
        StreamParts parts = instance();
        MortalClients mortal = new MortalClients(healthy(parts, action.name()), point, 2);
        ActionLoop dying = start(action, parts, mortal.clients());
        assertThat(mortal.death().await(30, TimeUnit.SECONDS)).isTrue();
        dying.join();
        assertThat(stream.chain(0, 0))
                .isEqualTo(point == CrashPoint.AFTER_THE_COMMIT ? List.of("1 FAILED") : List.of());
        send(stream, "a2", "b1");

        start(action);

        until(() -> stream.records() == 5);
        assertThat(scored(stream)).isEqualTo(Map.of("b", List.of("b0", "b1")));
        assertThat(stream.chain(0, 0)).containsExactly("1 FAILED");
        assertThat(stream.chain(0, 1)).containsExactly("0 FAILED");
        assertThat(stream.chain(0, 3)).containsExactly("0 FAILED");
        untilAccountsAreWhole(stream);
    }

    @Test
    void keysKeepTheirOrderWhileInstancesComeAndGo() {
        StreamFixture stream = fixture("rebalanced", 4);
        Action action = action(stream, Mode.STREAM, IN_SECONDS);
        ActionLoop first = start(action);
        send(stream, messages("abcdefgh", 0, 3));
        until(() -> stream.records() == 24);
        ActionLoop second = start(action);
        until(() -> !second.status().snapshot().partitions().isEmpty());
        send(stream, messages("abcdefgh", 3, 3));
        until(() -> stream.records() == 48);

        stop(first);
        send(stream, messages("abcdefgh", 6, 3));

        until(() -> scores(stream) == 72);
        scored(stream)
                .forEach(
                        (key, names) ->
                                assertThat(names)
                                        .hasSize(9)
                                        .isSortedAccordingTo(
                                                (one, other) ->
                                                        Integer.compare(
                                                                Integer.parseInt(one.substring(1)),
                                                                Integer.parseInt(
                                                                        other.substring(1)))));
        untilAccountsAreWhole(stream);
    }

    @Test
    void nothingIsReadBeforeItIsDecidedWhatTheOneBeforeWroteLast() {
        StreamFixture stream = fixture("undecided", 1);
        Action action = action(stream, Mode.STREAM, IN_AN_HOUR);
        send(stream, "a0*1");
        ActionLoop before = start(action);
        until(() -> stream.records() == 1);
        stop(before);
        try (KafkaProducer<byte[], byte[]> zombie =
                topics.producer(
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                stream.action() + ".zombie"))) {
            zombie.initTransactions();
            zombie.beginTransaction();
            Future<RecordMetadata> _ =
                    zombie.send(
                            new ProducerRecord<>(
                                    retryTopic(stream), 0, null, new byte[] {'{', '}'}));
            zombie.flush();
            send(stream, "b0", "a1");

            ActionLoop loop = start(action);

            until(() -> loop.status().snapshot().state() == State.RUNNING);
            await().during(Duration.ofSeconds(2)).atMost(LONG).until(() -> stream.records() == 1);
            zombie.abortTransaction();
        }
        until(() -> stream.records() == 3);
        assertThat(scored(stream)).isEqualTo(Map.of("b", List.of("b0")));
    }

    @Test
    void aMessageWithoutAKeyHasNoOrder() {
        StreamFixture stream = fixture("keyless", 1);
        start(action(stream, Mode.STREAM, IN_AN_HOUR));
        for (int i = 0; i < 3; i++) {
            String id = id(stream, "n" + i);
            topics.send(
                    stream.source(),
                    null,
                    "{\"id\": \"%s\", \"fails\": %d}".formatted(id, i == 0 ? 1 : 0));
        }

        until(() -> scores(stream) == 2);
        assertThat(stream.chain(0, 0)).containsExactly("1 FAILED");
    }

    @Test
    void theRetryTopicHasAsManyPartitionsAsItsSourcesOrIsGivenThem() {
        StreamFixture narrow = fixture("narrow", 2);
        topics.create(retryTopic(narrow), 1);
        ActionLoop enlarged = start(action(narrow, Mode.STREAM, QUICK));
        StreamFixture wide = fixture("wide", 1);
        topics.create(retryTopic(wide), 2);

        ActionLoop refused = start(action(wide, Mode.STREAM, QUICK));

        send(narrow, "a0*1", "b0*1", "c0*1", "d0*1");
        until(() -> scores(narrow) == 4);
        until(() -> enlarged.status().snapshot().state() == State.RUNNING);
        until(() -> refused.status().snapshot().state() == State.FAILED);
        assertThat(refused.status().snapshot().reason())
                .isEqualTo(
                        "spec.retry.ordering: 'key' needs as many partitions in each of spec.input.topics as in '%s'; they have 1 to 1, and it has 2"
                                .formatted(retryTopic(wide)));
    }
}
