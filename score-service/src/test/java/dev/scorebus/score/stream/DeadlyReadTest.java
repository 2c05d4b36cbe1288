package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A record that kills the JVM before anybody has it in hand. An error that is thrown in the loop stands for the death.
class DeadlyReadTest extends StreamScenario {
    private static final int DEADLY_OFFSET = 10;

    private final Scene scene;
    private final AtomicBoolean spared = new AtomicBoolean();

    DeadlyReadTest(Scene scene) {
        super(scene);
        this.scene = scene;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    @BeforeEach
    void spareNothing() {
        spared.set(false);
    }

    private ActionLoop startFrail(Action action) {
        StreamParts parts = instance();
        Map<String, Object> frail =
                new HashMap<>(StreamClients.consumer(parts.settings(), parts.group(action.name())));
        frail.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, FatalBytes.class);
        frail.put(FatalBytes.SPARED, spared);
        return start(
                action,
                parts,
                healthy(parts, action.name())
                        .consuming(
                                () -> scene.kafka().consumer(frail),
                                () -> scene.kafka().consumer(StreamClients.careful(frail))));
    }

    private static void send(StreamFixture stream, int partition, int count, int deadly) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String data = i == deadly ? FatalBytes.deadly() : "{\"lang\": \"go\"}";
            ProducerRecord<byte[], byte[]> event =
                    stream.event("p%d-%d".formatted(partition, i), data);
            records.add(
                    new ProducerRecord<>(
                            stream.source(),
                            partition,
                            null,
                            event.key(),
                            event.value(),
                            event.headers()));
        }
        stream.send(records);
    }

    private void dieSixTimes(Action action) {
        for (int death = 1; death <= 6; death++) {
            ActionLoop loop = startFrail(action);
            until(() -> loop.status().snapshot().state() == State.FAILED);
            assertThat(loop.status().snapshot().reason()).contains("died");
            assertThat(loop.status().snapshot().halted()).isEmpty();
            loop.join();
        }
    }

    private static void order(Scene scene, StreamFixture stream, int partition, long to) {
        UUID topicId = stream.spans().getFirst().frontier().topicId();
        scene.skips()
                .order(
                        new Skip(
                                stream.action(),
                                stream.source(),
                                topicId,
                                partition,
                                DEADLY_OFFSET,
                                to,
                                "it kills",
                                "ann",
                                Instant.EPOCH));
    }

    private static List<String> losses(StreamFixture stream) {
        List<String> losses = new ArrayList<>();
        for (TrackingEvent event : stream.tracking()) {
            if (event instanceof TrackingEvent.Lost lost) {
                losses.add("[%d, %d) %s".formatted(lost.lo(), lost.hi(), lost.reason()));
            }
        }
        return losses;
    }

    @Test
    void aRecordThatKillsInThePollHaltsItsPartitionAfterItsSixthDeathAndAllOthersAreScoredOnce()
            throws Exception {
        StreamFixture stream = fixture("deadly", 2);
        Action action = stream.draft().done();
        send(stream, 0, 30, -1);
        send(stream, 1, 25, DEADLY_OFFSET);

        dieSixTimes(action);
        ActionLoop seventh = startFrail(action);

        until(() -> stream.records() == 30 + DEADLY_OFFSET);
        until(() -> seventh.status().snapshot().halted().size() == 1);
        until(() -> seventh.status().snapshot().state() == State.FAILED);
        ActionStatus status = seventh.status().snapshot();
        assertThat(status.reason())
                .contains(
                        "died while it read %s-1 at offset 10".formatted(stream.source()),
                        "skip",
                        "at 10 or later");
        assertThat(stream.committed()).isEqualTo(Map.of(0, 30L, 1, 10L));

        order(scene, stream, 1, DEADLY_OFFSET + 1);

        until(() -> stream.records() == 54);
        until(() -> seventh.status().snapshot().state() == State.RUNNING);
        assertThat(stream.scoresById())
                .hasSize(54)
                .allSatisfy((_, count) -> assertThat(count).isOne());
        assertThat(losses(stream)).containsExactly("[10, 11) skipped by ann: it kills");
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void aPartitionThatKilledIsReadAgainWhenSomeoneSaysSoAndNothingIsLost() throws Exception {
        StreamFixture stream = fixture("more-heap", 1);
        Action action = stream.draft().done();
        send(stream, 0, 12, DEADLY_OFFSET);
        dieSixTimes(action);
        ActionLoop seventh = startFrail(action);
        until(() -> seventh.status().snapshot().halted().size() == 1);
        assertThat(stream.records()).isEqualTo(DEADLY_OFFSET);

        spared.set(true);
        order(scene, stream, 0, DEADLY_OFFSET);

        until(() -> stream.records() == 12);
        assertThat(losses(stream)).isEmpty();
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        UUID topicId = stream.spans().getFirst().frontier().topicId();
        until(
                () ->
                        scene.skips()
                                .at(stream.action(), topicId, 0, DEADLY_OFFSET)
                                .equals(Optional.empty()));
    }

    @Test
    void aPartitionThatSurvivedAPollOrHasNothingIsNotBlamedForLaterDeaths() throws Exception {
        StreamFixture stream = fixture("innocent", 2);
        Action action = stream.draft().done();
        send(stream, 0, 5, -1);
        StreamParts parts = instance();
        MortalClients mortal =
                new MortalClients(healthy(parts, action.name()), CrashPoint.BEFORE_THE_COMMIT, 2);
        ActionLoop dying = start(action, parts, mortal.clients());
        assertThat(mortal.death().await(30, TimeUnit.SECONDS)).isTrue();
        dying.join();

        StreamParts next = instance();
        start(action, next, healthy(next, action.name()));

        until(() -> stream.records() == 5);
        for (int partition = 0; partition < 2; partition++) {
            TopicPartition read = new TopicPartition(stream.source(), partition);
            until(() -> stream.said(read).startsWith("open " + next.instance() + " "));
        }
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }
}
