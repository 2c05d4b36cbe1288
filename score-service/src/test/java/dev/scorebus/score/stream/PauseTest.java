package dev.scorebus.score.stream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.TinyModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

/// A paused action, and actions that are broken beside one that runs.
class PauseTest extends StreamScenario {
    private final StreamSupervisor supervisor;
    private final Environment environment;

    PauseTest(Scene scene, StreamSupervisor supervisor, Environment environment) {
        super(scene);
        this.supervisor = supervisor;
        this.environment = environment;
    }

    @Override
    List<TinyModel> champions() {
        return List.of(TinyModel.classes("merge-time", null, 1));
    }

    @Test
    void aPausedActionLeavesItsGroupAndGoesOnWhereItStopped() throws Exception {
        StreamFixture stream = fixture("paused", 2);
        stream.sendEvents("e", 0, 20);
        stream.putAction(stream.draft().done());
        until(() -> stream.records() == 20);
        assertThat(members(stream)).isPositive();

        ask(stream.action() + "/pause");
        until(() -> members(stream) == 0);
        Map<Integer, Long> stopped = stream.committed();
        stream.sendEvents("e", 20, 50);

        assertThat(supervisor.status(stream.action()).state()).isEqualTo(State.STOPPED);
        assertThat(stream.committed()).isEqualTo(stopped);

        ask(stream.action() + "/resume");
        until(() -> stream.records() == 50);
        assertThat(stream.scoresById()).hasSize(50).allSatisfy((_, n) -> assertThat(n).isOne());
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
    }

    @Test
    void aBrokenActionNeverStopsTheOthers() {
        StreamFixture noModel = fixture("has-no-model", 1);
        noModel.putAction(noModel.draft().model("no-such-model").done());
        StreamFixture noTopic = fixture("has-no-topic");
        noTopic.putAction(noTopic.draft().done());
        topics.send(names.actions(), "unreadable", "{\"action\": {\"name\": 7}}");
        topics.send(names.actions(), "no-json", "{");
        StreamFixture sound = fixture("sound", 1);
        sound.sendEvents("e", 0, 5);
        sound.putAction(sound.draft().done());

        until(() -> sound.records() == 5);
        until(() -> said(noModel.action()).contains("no-such-model"));
        until(() -> said(noTopic.action()).contains(noTopic.source()));
        sound.sendEvents("e", 5, 10);
        until(() -> sound.records() == 10);
        assertThat(supervisor.status(sound.action()).state()).isEqualTo(State.RUNNING);
    }

    @Test
    void twoInstancesShareTheMessagesOfAnAction() throws Exception {
        StreamFixture stream = fixture("split-by-two", 4);
        ActionLoop one = start(stream.draft().done());
        ActionLoop two = start(stream.draft().done());
        until(() -> partitions(one) == 2 && partitions(two) == 2);

        stream.sendEvents("e", 0, 200);

        until(() -> stream.records() == 200);
        assertThat(stream.scoresById()).hasSize(200).allSatisfy((_, n) -> assertThat(n).isOne());
        assertThat(stream.tiledUpTo()).isEqualTo(stream.committed());
        assertThat(one.status().snapshot().scored()).isPositive();
        assertThat(two.status().snapshot().scored()).isPositive();
        stop(one);
        until(() -> partitions(two) == 4);
    }

    private static long partitions(ActionLoop loop) {
        return loop.status().snapshot().partitions().stream()
                .filter(partition -> partition.topic().endsWith("-in"))
                .count();
    }

    private String said(String action) {
        return String.valueOf(supervisor.status(action).reason());
    }

    private int members(StreamFixture stream) throws Exception {
        try (Admin admin = platform.admin()) {
            return requireNonNull(
                            admin.describeConsumerGroups(List.of(stream.group()))
                                    .describedGroups()
                                    .get(stream.group()))
                    .get()
                    .members()
                    .size();
        }
    }

    private void ask(String path) throws Exception {
        String port = environment.getRequiredProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + port
                                                + "/api/actions/"
                                                + path
                                                + "?who=ada"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }
}
