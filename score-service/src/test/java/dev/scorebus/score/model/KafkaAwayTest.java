package dev.scorebus.score.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreMain;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class KafkaAwayTest {
    @TempDir Path cache;
    private final TestPlatform platform = TestPlatform.get();
    private final Topics names = new Topics(platform.newTopicPrefix());

    private ConfigurableApplicationContext start(String artefacts) {
        return ScoreMain.application()
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.kafka.bootstrap-servers=" + platform.bootstrapServers(),
                        "--scorebus.topic-prefix=" + names.prefix(),
                        "--scorebus.score.artefacts=" + artefacts,
                        "--scorebus.score.models.cache=" + cache);
    }

    private static int scoreStatus(ConfigurableApplicationContext service)
            throws IOException, InterruptedException {
        String port = service.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%s/api/models/merge-time/score"
                                                .formatted(port)))
                        .POST(HttpRequest.BodyPublishers.ofString("{\"lang\": \"go\"}"))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void requestsAreScoredWhileKafkaAndTrainServiceAreAwayAlsoAfterARestart() throws Exception {
        TestTopics topics = platform.topics();
        topics.create(names.models(), 1);
        String artefacts;
        try (FakeTrainService train = new FakeTrainService()) {
            artefacts = train.url();
            train.promote(topics, names, TinyModel.classes("merge-time", null, 1));
            try (ConfigurableApplicationContext service = start(artefacts)) {
                await().atMost(Duration.ofSeconds(30)).until(() -> scoreStatus(service) == 200);
                platform.stopKafka();
                assertThat(scoreStatus(service)).isEqualTo(200);
            }
        }
        try (ConfigurableApplicationContext service = start(artefacts)) {
            assertThat(service.getBean(Models.class).known()).isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> scoreStatus(service) == 200);
        } finally {
            platform.startKafka();
        }
    }
}
