package dev.scorebus.cli.demo;

import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/// The topics of the demo.
final class DemoTopics {
    static final String REQUESTS = "pull-requests";
    static final String SCORES = "merge-time-scores";
    static final int PARTITIONS = 6;

    private DemoTopics() {}

    /// Makes those that are missing. What is in them is kept for good: the events are years old, and a replay is not.
    static void make(String bootstrap) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        try (Admin admin = Admin.create(settings)) {
            Stream.of(REQUESTS, SCORES).forEach(topic -> make(admin, topic));
        }
    }

    private static void make(Admin admin, String topic) {
        NewTopic wanted = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty());
        wanted.configs(Map.of("retention.ms", "-1"));
        try {
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new CommandFailure(
                        ExitCode.NO,
                        "The topic %s cannot be made: %s".formatted(topic, e.getCause()),
                        e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.NO, "Interrupted.", e);
        }
    }
}
