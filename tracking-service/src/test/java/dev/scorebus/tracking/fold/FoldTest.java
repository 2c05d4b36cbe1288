package dev.scorebus.tracking.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.message.Mode;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.tracking.PaperScorer;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@ScorebusTest(
        properties = {"scorebus.tracking.discovery=200ms", "scorebus.tracking.retry-delay=50ms"})
class FoldTest {
    private static final AtomicInteger ACTIONS = new AtomicInteger();

    private final TestPlatform platform;
    private final JdbcClient jdbc;
    private final MeterRegistry meters;
    private final String prefix;
    private PaperScorer scorer;

    FoldTest(
            TestPlatform platform, JdbcClient jdbc, MeterRegistry meters, Environment environment) {
        this.platform = platform;
        this.jdbc = jdbc;
        this.meters = meters;
        this.prefix = environment.getRequiredProperty("scorebus.topic-prefix");
    }

    @BeforeEach
    void open() throws Exception {
        scorer = new PaperScorer(platform, prefix, "act" + ACTIONS.incrementAndGet(), 2);
    }

    @AfterEach
    void close() {
        scorer.close();
    }

    @Test
    void spansExceptionsModelsAndFiltersOfCommittedEventsReachTheLedger() {
        scorer.write(0, List.of("a", "bad", "skip", "b"));
        scorer.write(0, List.of("c"));
        scorer.begin(0, 0);
        TrackingEvent.Span first = scorer.step(0, 3);
        scorer.promote("v2");
        TrackingEvent.Span second = scorer.step(0, 10);

        awaitFrontier(0, second.hi());

        assertThat(spans(0))
                .containsExactly(
                        "[0, 3) records 3 scored 1 filtered 1 failed 1",
                        "[3, 7) records 2 scored 2 filtered 0 failed 0");
        assertThat(first.exceptions()).hasSize(1);
        assertThat(one("SELECT count(*) FROM message_exception", 0)).isEqualTo(1);
        assertThat(one("SELECT count(*) FROM id_filter", 0)).isEqualTo(1);
        assertThat(one("SELECT count(*) FROM open_id_filter", 0)).isEqualTo(1);
        assertThat(one("SELECT count(DISTINCT model_id) FROM span_model", 0)).isEqualTo(2);
    }

    @Test
    void rowsGrowWithTimeAndNotWithMessagesThatSimplySucceed() {
        Instant minute = Instant.parse("2026-02-03T04:05:00Z");
        scorer.begin(0, 0);
        for (long i = 0; i < 120; i++) {
            scorer.at(minute.plusMillis(500 * i));
            scorer.tell(scorer.span(0, 10 * i, 10 * (i + 1), 10));
        }
        awaitFrontier(0, 1200);

        assertThat(spans(0))
                .containsExactly("[0, 1200) records 1200 scored 1200 filtered 0 failed 0");
        assertThat(one("SELECT sum(scored) FROM span_model", 0)).isEqualTo(1200);
        assertThat(one("SELECT count(*) FROM span_model", 0)).isEqualTo(1);

        scorer.at(minute.plusSeconds(60));
        scorer.tell(scorer.span(0, 1200, 1210, 10));
        awaitFrontier(0, 1210);

        assertThat(spans(0))
                .containsExactly(
                        "[0, 1200) records 1200 scored 1200 filtered 0 failed 0",
                        "[1200, 1210) records 10 scored 10 filtered 0 failed 0");
        assertThat(one("SELECT count(*) FROM id_filter", 0)).isEqualTo(1);
        assertThat(one("SELECT cardinality(los) FROM id_filter", 0)).isEqualTo(120);
        assertThat(one("SELECT count(*) FROM open_id_filter", 0)).isEqualTo(1);
    }

    @Test
    void whatWasTakenBackIsNeverFolded() {
        scorer.write(0, List.of("a", "b"));
        scorer.begin(0, 0);
        scorer.tellAndAbort(scorer.span(0, 0, 2, 2));
        TrackingEvent.Span span = scorer.step(0, 10);

        awaitFrontier(0, span.hi());

        assertThat(spans(0)).hasSize(1);
    }

    @Test
    void anEventAheadOfItsFrontierWaitsForTheMissingOneAndThenFollowsInOrder() {
        scorer.begin(0, 0);
        scorer.tell(scorer.span(0, 10, 20, 10));
        scorer.tell(scorer.span(0, 20, 30, 10));
        awaitParked(2);
        assertThat(next(0)).isZero();

        scorer.tell(scorer.span(0, 0, 10, 10));

        awaitFrontier(0, 30);
        awaitParked(0);
        assertThat(spans(0)).containsExactly("[0, 30) records 30 scored 30 filtered 0 failed 0");
    }

    @Test
    void aFrontierBeginsWithItsOriginAndWhatCameBeforeWaits() {
        scorer.tell(scorer.span(0, 5, 9, 4));
        awaitParked(1);

        scorer.begin(0, 5);

        awaitFrontier(0, 9);
        awaitParked(0);
    }

    @Test
    void offsetsThatAreSpokenOfTwiceAreParkedAndNotTakenForAReplay() {
        scorer.begin(0, 0);
        scorer.tell(scorer.span(0, 0, 10, 10));
        awaitFrontier(0, 10);

        scorer.tell(scorer.span(0, 0, 10, 10));

        awaitParked(1);
        assertThat(
                        jdbc.sql("SELECT detail FROM parked_event WHERE consumer_group = :group")
                                .param("group", scorer.frontier(0).group())
                                .query(String.class)
                                .single())
                .contains("processed twice");
        assertThat(spans(0)).hasSize(1);
    }

    @Test
    void aReplayOfTheWholeTrackingTopicChangesNothingAndIsAllDuplicate() {
        scorer.write(0, Collections.nCopies(40, "a"));
        scorer.write(1, Collections.nCopies(40, "bad"));
        scorer.begin(0, 0);
        scorer.begin(1, 0);
        for (int i = 0; i < 4; i++) {
            scorer.step(0, 10);
            scorer.step(1, 10);
        }
        awaitFrontier(0, 41);
        awaitFrontier(1, 41);
        jdbc.sql("DELETE FROM parked_event").update();
        String before = content();
        double duplicates = answers("duplicate");
        double others = answers("applied") + answers("unreadable");

        jdbc.sql("UPDATE tracking_position SET next_offset = 0").update();
        scorer.say(new ProducerRecord<>(prefix + ".tracking", 0, null, bytes("wake up")));
        scorer.say(new ProducerRecord<>(prefix + ".tracking", 1, null, bytes("wake up")));
        scorer.say(new ProducerRecord<>(prefix + ".tracking", 2, null, bytes("wake up")));

        await().until(() -> answers("unreadable") >= 3 && answers("duplicate") >= duplicates + 10);
        assertThat(content()).isEqualTo(before);
        assertThat(answers("applied") + answers("unreadable")).isGreaterThan(others);
    }

    @Test
    void aRecordThatIsNoEventIsKeptWithItsBytesAndItsNeighboursAreFolded() {
        scorer.begin(0, 0);
        scorer.say(new ProducerRecord<>(prefix + ".tracking", 0, null, bytes("no event")));
        scorer.say(new ProducerRecord<>(prefix + ".tracking", 0, null, null));
        scorer.say(
                new ProducerRecord<>(
                        prefix + ".tracking",
                        0,
                        null,
                        bytes("{\"kind\":\"span\",\"lo\":1,\"hi\":2}")));
        scorer.tell(scorer.span(0, 0, 10, 10));

        awaitFrontier(0, 10);
        await().until(
                        () ->
                                jdbc.sql(
                                                        "SELECT count(*) FROM parked_event WHERE why = 'UNREADABLE' AND record_value = :bytes")
                                                .param("bytes", bytes("no event"))
                                                .query(Long.class)
                                                .single()
                                        == 1);
    }

    @Test
    void anEventThatTheDatabaseRefusesIsParkedAloneAndStopsOnlyItsOwnFrontier() {
        scorer.begin(0, 0);
        scorer.begin(1, 0);
        scorer.at(Instant.parse("+999999-01-01T00:00:00Z"));
        scorer.tell(scorer.span(0, 0, 10, 10));
        scorer.at(Instant.parse("2026-01-01T00:00:00Z"));
        scorer.tell(scorer.span(1, 0, 10, 10));

        awaitFrontier(1, 10);
        await().until(
                        () ->
                                jdbc.sql(
                                                        "SELECT count(*) FROM parked_event WHERE detail LIKE 'the database refuses%'")
                                                .query(Long.class)
                                                .single()
                                        == 1);
        assertThat(next(0)).isZero();
    }

    @Test
    void lostOffsetsAreSpansOfTheirOwn() {
        scorer.begin(0, 0);
        scorer.tell(
                new TrackingEvent.Lost(
                        scorer.frontier(0), 0, 50, "deleted by retention", "paper", Instant.EPOCH));
        scorer.tell(scorer.span(0, 50, 60, 10));

        awaitFrontier(0, 60);

        assertThat(
                        jdbc.sql(
                                        "SELECT mode || ': ' || reason FROM span WHERE hi = 50 AND reason IS NOT NULL")
                                .query((row, _) -> row.getString(1))
                                .list())
                .contains("LOST: deleted by retention");
    }

    @Test
    void theDatabaseKnowsEveryModeAndEveryState() {
        assertThat(check("span", "mode")).contains(names(Mode.values())).contains("LOST");
        assertThat(check("message_exception", "state")).contains(names(ExceptionState.values()));
    }

    private String check(String table, String column) {
        return jdbc.sql(
                        """
                        SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c
                         WHERE conrelid = :table::regclass AND conname = :name
                        """)
                .param("table", table)
                .param("name", table + "_" + column + "_check")
                .query(String.class)
                .single();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> "'" + value.name() + "'").toList();
    }

    private void awaitFrontier(int partition, long offset) {
        await().untilAsserted(() -> assertThat(next(partition)).isEqualTo(offset));
    }

    private void awaitParked(int events) {
        await().untilAsserted(
                        () ->
                                assertThat(
                                                jdbc.sql(
                                                                "SELECT count(*) FROM parked_event WHERE consumer_group = :group")
                                                        .param("group", scorer.frontier(0).group())
                                                        .query(Long.class)
                                                        .single())
                                        .isEqualTo(events));
    }

    private long next(int partition) {
        return jdbc.sql(
                        "SELECT coalesce(max(next_offset), -1) FROM frontier WHERE topic_id = :id AND partition = :partition")
                .param("id", scorer.topicId())
                .param("partition", partition)
                .query(Long.class)
                .single();
    }

    private List<String> spans(int partition) {
        return jdbc.sql(
                        """
                        SELECT format('[%s, %s) records %s scored %s filtered %s failed %s', lo, hi, records, scored, filtered, failed)
                          FROM span JOIN frontier ON id = frontier_id
                         WHERE topic_id = :id AND partition = :partition ORDER BY lo
                        """)
                .param("id", scorer.topicId())
                .param("partition", partition)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private long one(String select, int partition) {
        return jdbc.sql(
                        select
                                + " WHERE frontier_id = (SELECT id FROM frontier WHERE topic_id = :id AND partition = :partition)")
                .param("id", scorer.topicId())
                .param("partition", partition)
                .query(Long.class)
                .single();
    }

    /// Everything the ledger says of the scorer's topic.
    private String content() {
        return jdbc.sql(
                        """
                        SELECT string_agg(f::text || s::text, '\n' ORDER BY f.id, s.lo)
                               || (SELECT count(*) FROM message_exception) || '/' || (SELECT count(*) FROM open_id_filter)
                          FROM frontier f JOIN span s ON s.frontier_id = f.id WHERE topic_id = :id
                        """)
                .param("id", scorer.topicId())
                .query(String.class)
                .single();
    }

    private double answers(String answer) {
        return meters.counter("scorebus.tracking.events", "answer", answer).count();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
