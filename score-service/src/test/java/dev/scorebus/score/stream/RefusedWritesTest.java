package dev.scorebus.score.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.FlakyKind;
import dev.scorebus.score.fixture.TinyModel;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
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
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, names.tracking());
        ConfigEntry entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, value);
        try (Admin admin = platform.admin()) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    topic,
                                    List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
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
                .contains("RecordTooLarge");
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
}
