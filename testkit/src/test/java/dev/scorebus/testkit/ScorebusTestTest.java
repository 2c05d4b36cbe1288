package dev.scorebus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.env.Environment;

@ScorebusTest(classes = ScorebusTestTest.TinyMain.class)
class ScorebusTestTest {
    private final Environment environment;
    private final TestPlatform platform;
    private final TestTopics topics;

    ScorebusTestTest(Environment environment, TestPlatform platform, TestTopics topics) {
        this.environment = environment;
        this.platform = platform;
        this.topics = topics;
    }

    @Test
    void theServiceFindsTheBrokerByTheProductionProperty() {
        String prefix = environment.getRequiredProperty("scorebus.topic-prefix");
        topics.create(prefix + ".letters", 2);

        topics.send(prefix + ".letters", "a", "1");

        assertThat(topics.readValues(prefix + ".letters")).containsExactly("1");
        assertThat(environment.getProperty("spring.kafka.bootstrap-servers"))
                .isEqualTo(platform.bootstrapServers());
    }

    @SpringBootApplication
    static class TinyMain {
        public static void main(String[] args) {
            SpringApplication.run(TinyMain.class, args);
        }
    }
}
