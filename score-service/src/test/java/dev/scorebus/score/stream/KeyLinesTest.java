package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.Attempt;
import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.MessageId;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.program.Answer;
import dev.scorebus.score.program.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyLinesTest {
    private static final UUID TOPIC = new UUID(1, 2);
    private static final TopicPartition SOURCE = new TopicPartition("in", 0);
    private static final TopicPartition RETRIES = new TopicPartition("act.retry", 0);
    private static final Action ACTION =
            new ActionDraft("act", "in", "out")
                    .retry(
                            new Action.Retry(
                                    5, Duration.ofSeconds(1), Duration.ofSeconds(1), Ordering.KEY))
                    .done();
    private static final Outcome SCORED =
            new Outcome.Scored(
                    null,
                    new CloudEvent("i", "/s", "t", null, null, null, Map.of(), new byte[0]),
                    null,
                    TinyModel.flaky("flaky", 1).ref(),
                    new Reply.Scored(new Answer.Amount(1), null));
    private static final Outcome FAILED =
            new Outcome.Failed(null, FailureKind.PROGRAM, "E", "it failed");
    private static final Outcome BROKEN =
            new Outcome.Failed(null, FailureKind.SCHEMA, "E", "no JSON");

    private final KeyLines lines = new KeyLines(ACTION);

    KeyLinesTest() {
        lines.enter(0);
    }

    private static Work work(
            TopicPartition from, long offset, @Nullable String key, int replay, int attempt) {
        byte[] bytes = key == null ? null : StreamFixture.bytes(key);
        return new Work(
                new ConsumerRecord<>("in", 0, offset, bytes, new byte[0]),
                new Attempt(
                        "in", new MessageId(TOPIC, 0, offset), 0, replay, attempt, Instant.EPOCH),
                from,
                from.equals(SOURCE) ? offset : offset + 1_000_000,
                0,
                Instant.EPOCH);
    }

    private static Work read(long offset, @Nullable String key) {
        return work(SOURCE, offset, key, 0, 1);
    }

    private static Work again(long offset, String key) {
        return work(RETRIES, offset, key, 0, 2);
    }

    /// A load of these messages is processed and committed.
    ///
    /// @return which went where: Emit, Retry, Follow, DeadLetter
    private List<String> process(List<Work> work, List<Outcome> outcomes) {
        Map<Integer, Long> behind = lines.behind(work);
        List<Outcome> made = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) {
            Long ahead = behind.get(i);
            made.add(ahead == null ? outcomes.get(i) : new Outcome.Behind(null, ahead));
        }
        List<Outcome> ordered = lines.inOrder(work, made);
        List<String> routes = new ArrayList<>();
        lines.begin();
        for (int i = 0; i < work.size(); i++) {
            Route route =
                    Route.of(ordered.get(i), work.get(i).attempt().number(), ACTION.retry(), 0);
            lines.went(work.get(i), route);
            routes.add(route.getClass().getSimpleName());
        }
        lines.committed();
        return routes;
    }

    @Test
    void whatWasScoredBeforeItWasKnownThatOneAheadFailedDoesNotCount() {
        assertThat(
                        process(
                                List.of(read(0, "a"), read(1, "b"), read(2, "a"), read(3, null)),
                                List.of(FAILED, SCORED, SCORED, SCORED)))
                .containsExactly("Retry", "Emit", "Follow", "Emit");
        assertThat(lines.waiting(0)).isEqualTo(2);
        assertThat(lines.behind(List.of(read(4, "a"), read(5, "b")))).isEqualTo(Map.of(0, 0L));
    }

    @Test
    void whenTheFirstIsThroughItsFollowersGoOnInTheSameLoad() {
        List<String> _ = process(List.of(read(0, "a"), read(1, "a")), List.of(FAILED, SCORED));

        assertThat(
                        process(
                                List.of(again(0, "a"), again(1, "a"), read(2, "a")),
                                List.of(SCORED, SCORED, SCORED)))
                .containsExactly("Emit", "Emit", "Emit");
        assertThat(lines.waiting(0)).isZero();
    }

    @Test
    void whenTheFirstFailsAgainItsFollowersGoBehindIt() {
        List<String> _ = process(List.of(read(0, "a"), read(1, "a")), List.of(FAILED, SCORED));

        assertThat(process(List.of(again(0, "a"), again(1, "a")), List.of(FAILED, SCORED)))
                .containsExactly("Retry", "Follow");
        assertThat(process(List.of(again(1, "a")), List.of(SCORED))).containsExactly("Follow");
        assertThat(lines.waiting(0)).isEqualTo(2);
    }

    @Test
    void whatEndsWithoutAScoreHoldsNobodyUpAndIsHeldUpByNobody() {
        assertThat(process(List.of(read(0, "a"), read(1, "a")), List.of(BROKEN, SCORED)))
                .containsExactly("DeadLetter", "Emit");
        List<String> _ = process(List.of(read(2, "a")), List.of(FAILED));

        assertThat(
                        lines.inOrder(
                                List.of(read(3, "a"), read(4, "a")),
                                List.of(BROKEN, new Outcome.Filtered(null))))
                .containsExactly(BROKEN, new Outcome.Filtered(null));
    }

    @Test
    void aReplayStandsInNoLine() {
        List<String> _ = process(List.of(read(0, "a")), List.of(FAILED));

        assertThat(
                        process(
                                List.of(work(RETRIES, 7, "a", 1, 1), work(RETRIES, 8, "a", 1, 2)),
                                List.of(SCORED, FAILED)))
                .containsExactly("Emit", "Retry");
        assertThat(lines.waiting(0)).isEqualTo(1);
    }

    @Test
    void whatWasNotCommittedChangesNothing() {
        lines.begin();
        lines.went(read(0, "a"), new Route.Follow(9));
        lines.begin();
        lines.committed();

        assertThat(lines.waiting(0)).isZero();
    }

    /// Loads of any size from a source and its retry topic, messages that fail some times or always, and instances that die and
    /// read who waits again: each key has its scores in order, each once, and it comes to an end.
    @Test
    void keysKeepTheirOrderWhateverComesTogether() {
        for (long seed = 0; seed < 2_000; seed++) {
            new World(seed).run();
        }
    }

    private static final class World {
        private final long seed;
        private final Random chance;
        private final Deque<Work> source = new ArrayDeque<>();
        private final Deque<Work> retries = new ArrayDeque<>();
        private final Map<Long, Integer> fails = new HashMap<>();
        private final Map<String, Long> last = new HashMap<>();
        private KeyLines lines = new KeyLines(ACTION);
        private int ended;

        World(long seed) {
            this.seed = seed;
            this.chance = new Random(seed);
            lines.enter(0);
            for (long offset = 0; offset < 40; offset++) {
                source.add(read(offset, "k" + chance.nextInt(4)));
                fails.put(offset, chance.nextInt(4) == 0 ? chance.nextInt(8) : 0);
            }
        }

        void run() {
            for (int step = 0; ended < 40; step++) {
                assertThat(step).as("seed %d ends", seed).isLessThan(5_000);
                if (chance.nextInt(20) == 0) {
                    readAgain();
                }
                List<Work> load = new ArrayList<>();
                take(source, load);
                take(retries, load);
                process(load);
            }
            assertThat(lines.waiting(0)).as("seed %d", seed).isZero();
        }

        private void take(Deque<Work> from, List<Work> load) {
            for (int i = chance.nextInt(5); i > 0 && !from.isEmpty(); i--) {
                load.add(from.removeFirst());
            }
        }

        private void readAgain() {
            lines = new KeyLines(ACTION);
            lines.enter(0);
            for (Work waits : retries) {
                KeyLines.Line line = lines.line(waits.message().key(), waits.attempt(), 0);
                if (line != null) {
                    lines.enter(line, waits.message().offset());
                }
            }
        }

        private void process(List<Work> load) {
            Map<Integer, Long> behind = lines.behind(load);
            List<Outcome> made = new ArrayList<>();
            for (int i = 0; i < load.size(); i++) {
                Long ahead = behind.get(i);
                long offset = load.get(i).message().offset();
                boolean failing = load.get(i).attempt().number() <= fails.getOrDefault(offset, 0);
                made.add(
                        ahead != null
                                ? new Outcome.Behind(null, ahead)
                                : failing ? FAILED : SCORED);
            }
            List<Outcome> ordered = lines.inOrder(load, made);
            lines.begin();
            for (int i = 0; i < load.size(); i++) {
                Work one = load.get(i);
                Route route = Route.of(ordered.get(i), one.attempt().number(), ACTION.retry(), 0);
                lines.went(one, route);
                follow(one, route);
            }
            lines.committed();
        }

        private void follow(Work one, Route route) {
            long offset = one.message().offset();
            String key = new String(one.message().key(), StandardCharsets.UTF_8);
            int number = one.attempt().number();
            switch (route) {
                case Route.Emit _ -> {
                    assertThat(last.getOrDefault(key, -1L))
                            .as("seed %d, key %s", seed, key)
                            .isLessThan(offset);
                    last.put(key, offset);
                    ended++;
                }
                case Route.Retry _ -> retries.add(work(RETRIES, offset, key, 0, number + 1));
                case Route.Follow _ -> retries.add(work(RETRIES, offset, key, 0, number));
                case Route.DeadLetter _ -> ended++;
                case Route.Drop _ -> throw new AssertionError("nothing is filtered");
            }
        }
    }
}
