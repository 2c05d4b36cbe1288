package dev.scorebus.score.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.action.Action.Retry;
import dev.scorebus.message.Topics;
import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;

/// A broker that takes no writes, as one without room: nothing is dropped, no attempt is used, the instance says why it waits.
class RefusedWritesTest extends StreamScenario {
    private final FlakyKind program;
    private final HealthIndicator health;

    RefusedWritesTest(Scene scene, FlakyKind program, ApplicationContext service) {
        super(scene);
        this.program = program;
        this.health = service.getBean("actionsHealthIndicator", HealthIndicator.class);
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.flaky("flaky", 1));
    }

    private void allowBytes(String value) throws Exception {
        set(List.of(names.tracking()), TopicConfig.MAX_MESSAGE_BYTES_CONFIG, value);
    }

    private void set(List<String> topics, String setting, String value) throws Exception {
        AlterConfigOp change =
                new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin = platform.admin()) {
            admin.incrementalAlterConfigs(
                            topics.stream()
                                    .collect(
                                            Collectors.toMap(
                                                    topic ->
                                                            new ConfigResource(
                                                                    ConfigResource.Type.TOPIC,
                                                                    topic),
                                                    _ -> List.of(change))))
                    .all()
                    .get();
        }
    }

    private Health says() {
        return requireNonNull(health.health());
    }

    private void send(StreamFixture stream, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            topics.send(stream.event(prefix + i, "{\"id\": \"%s%d\"}".formatted(prefix, i)));
        }
    }

    @Test
    void anActionWhoseWritesAreRefusedWaitsAndSaysWhyAndGoesOnByItself() throws Exception {
        StreamFixture stream = fixture("writes-refused", 2);
        Action action = stream.draft().flaky().done();
        stream.putAction(action);
        send(stream, "before-", 5);
        until(() -> stream.scoresById().size() == 5);
        until(() -> says().getStatus().getCode().equals("UP"));

        allowBytes("100");
        send(stream, "during-", 5);

        until(() -> says().getStatus().getCode().equals("WAITING"));
        assertThat(String.valueOf(says().getDetails().get(stream.action())))
                .contains("topic '%s' takes no writes".formatted(names.tracking()))
                .contains("more than its max.message.bytes");
        until(() -> program.tries("during-0") > 3);
        assertThat(says().getStatus().getCode()).isEqualTo("WAITING");
        assertThat(stream.scoresById()).hasSize(5);

        allowBytes("1048588");

        until(() -> stream.scoresById().size() == 10);
        assertThat(stream.scoresById().values()).containsOnly(1);
        assertThat(stream.readDeadLetters()).isEmpty();
        assertThat(stream.story("during-0")).as("no attempt was used").isEmpty();
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        until(() -> says().getStatus().getCode().equals("UP"));
        ActionLoop other = start(action);
        until(() -> other.status().snapshot().state() == State.RUNNING);
    }

    /// Sends an event without a key, whose score, retry and dead letter have none either.
    private void sendWithoutKey(StreamFixture stream, String id, String data) {
        ProducerRecord<byte[], byte[]> event = stream.event(id, data);
        topics.send(
                new ProducerRecord<>(
                        event.topic(), null, null, null, event.value(), event.headers()));
    }

    private static boolean waitsFor(ActionLoop loop, String topic) {
        ActionStatus status = loop.status().snapshot();
        return status.state() == State.WAITING
                && String.valueOf(status.reason())
                        .matches(
                                "topic '%s' takes no writes: .*Compacted topic cannot accept message without key.*"
                                        .formatted(topic));
    }

    private static void standsAtFive(StreamFixture stream) throws Exception {
        assertThat(stream.records()).isEqualTo(5);
        assertThat(stream.committed().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(5);
    }

    /// What an operator does who turns compaction on; a cluster that has lost too many brokers refuses in the same way.
    @Test
    void anOutputTheRetriesOrTheDeadLettersThatRefuseHoldTheActionUpAndLoseNothing()
            throws Exception {
        StreamFixture scores = fixture("scores-refused", 2);
        StreamFixture retries = fixture("retries-refused", 1);
        StreamFixture letters = fixture("letters-refused", 1);
        Duration soon = Duration.ofMillis(10);
        Retry never = new Retry(0, soon, soon, Ordering.NONE);
        Retry once = new Retry(1, soon, soon, Ordering.NONE);
        ActionLoop scoring = start(scores.draft().flaky().done());
        ActionLoop retrying = start(retries.draft().flaky().retry(once).done());
        ActionLoop burying = start(letters.draft().flaky().retry(never).done());
        List<StreamFixture> all = List.of(scores, retries, letters);
        for (StreamFixture stream : all) {
            send(stream, "taken-", 5);
            until(() -> stream.records() == 5);
        }
        List<String> refusing =
                List.of(
                        scores.output(),
                        Topics.retry(retries.action()),
                        Topics.deadLetters(letters.action()));
        set(refusing, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

        sendWithoutKey(scores, "refused", "{\"id\": \"refused\"}");
        sendWithoutKey(retries, "again", "{\"id\": \"refused-again\", \"fails\": 999}");
        sendWithoutKey(letters, "dead", "{\"id\": \"refused-dead\", \"fails\": 999}");

        until(() -> waitsFor(scoring, refusing.get(0)));
        until(() -> waitsFor(retrying, refusing.get(1)));
        until(() -> waitsFor(burying, refusing.get(2)));
        until(() -> program.tries("refused") > 6);
        for (StreamFixture stream : all) {
            standsAtFive(stream);
        }
        set(refusing, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);

        until(() -> scores.scoresById().size() == 6);
        until(() -> retries.readDeadLetters().size() == 1);
        until(() -> letters.readDeadLetters().size() == 1);
        for (StreamFixture stream : all) {
            assertThat(stream.scoresById().values()).containsOnly(1);
            until(() -> stream.tiledUpTo().equals(stream.committed()));
        }
        assertThat(scores.readDeadLetters()).isEmpty();
        assertThat(retries.chain(0, 5)).containsExactly("1 FAILED", "2 DEAD");
        assertThat(letters.chain(0, 5)).containsExactly("1 DEAD");
        for (ActionLoop loop : List.of(scoring, retrying, burying)) {
            until(() -> loop.status().snapshot().state() == State.RUNNING);
        }
    }
}
