package dev.scorebus.score.stream;

import dev.scorebus.message.Topics;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.model.Models;
import dev.scorebus.testkit.TestPlatform;
import dev.scorebus.testkit.TestTopics;
import java.time.InstantSource;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/// What every test of streams needs of the service and the platform.
@Component
@Lazy
record Scene(
        TestPlatform platform,
        TestTopics topics,
        Topics names,
        Models models,
        ActionPrograms programs,
        SkipBook skips,
        KafkaClients kafka,
        InstantSource clock) {}
