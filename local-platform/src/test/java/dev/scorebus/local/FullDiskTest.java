package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.scorebus.local.fault.SmallDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks without room, real ones; skipped where none can be mounted.
class FullDiskTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1024 * 1024;

    @TempDir Path home;
    private Optional<SmallDisk> mounted = Optional.empty();

    private SmallDisk mount(String folder) throws IOException {
        mounted = SmallDisk.mount(home.resolve(folder), 200);
        return mounted.orElseGet(
                () -> Assumptions.abort("A small disk cannot be mounted here: that takes root."));
    }

    @AfterEach
    void unmount() {
        mounted.ifPresent(SmallDisk::close);
    }

    @Test
    void kafkaIsStoppedBeforeItsDiskIsFullAndComesBackWithAllThatItHadTaken() throws Exception {
        SmallDisk disk = mount("kafka");
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            Traces traces = new Traces(platform);
            traces.leave("before");
            assertThat(LocalPlatform.shortage(home)).isEmpty();

            disk.fill(40 * MEGABYTE + MEGABYTE / 2);

            await().atMost(LONG).until(() -> PortHolder.of(platform.kafkaPort()).isEmpty());
            assertThat(LocalPlatform.shortage(home).orElseThrow())
                    .contains("40 MB are free on the disk of " + home.resolve("kafka"))
                    .contains("Kafka stops below 64 MB");
            assertThatExceptionOfType(PlatformStartException.class)
                    .isThrownBy(platform::startKafka)
                    .withMessageContaining("40 MB are free");
            disk.free();
            await().atMost(LONG).until(() -> PortHolder.of(platform.kafkaPort()).isPresent());
            assertThat(traces.records()).containsExactly("before");
            traces.leave("after");
            assertThat(traces.records()).containsExactly("before", "after");
        }
    }

    @Test
    void whereThereIsNoRoomNoPlatformStartsAndItSaysWhy() throws Exception {
        mount("kafka").fill();

        assertThatExceptionOfType(PlatformStartException.class)
                .isThrownBy(() -> LocalPlatform.start(LocalSettings.withFreePorts(home)))
                .withMessageContaining("Kafka cannot start: 0 MB are free on the disk of " + home)
                .withMessageContaining("SCOREBUS_HOME");
    }

    /// Kafka would end this JVM.
    @Test
    void aBrokerThatFindsItsDiskFullEndsAloneAndHasAllThatItAcknowledgedWhenItIsStartedAgain()
            throws Exception {
        SmallDisk disk = mount("kafka");
        int port = PortClaim.free();
        String servers = "127.0.0.1:" + port;
        List<String> acknowledged = new ArrayList<>();
        KafkaServer broken = KafkaServer.start(home.resolve("kafka"), port);
        try {
            Traces.createTopic(servers);
            acknowledged.addAll(write(servers, "before", CompletableFuture.completedFuture(null)));
            disk.fill();
            acknowledged.addAll(write(servers, "during", broken.ended()));
        } finally {
            broken.close();
        }
        assertThat(broken.ended()).isDone();
        disk.free();

        KafkaServer whole = KafkaServer.start(home.resolve("kafka"), port);
        try {
            assertThat(Traces.records(servers)).startsWith("before").containsAll(acknowledged);
            assertThat(Traces.records(servers)).doesNotHaveDuplicates();
        } finally {
            whole.close();
        }
    }

    /// Writes until the end, at least once.
    ///
    /// @return what was acknowledged
    private static List<String> write(String servers, String text, CompletableFuture<?> end)
            throws InterruptedException {
        List<String> acknowledged = new ArrayList<>();
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "acks",
                        "all",
                        "max.block.ms",
                        1_000,
                        "request.timeout.ms",
                        1_000,
                        "delivery.timeout.ms",
                        2_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            int number = 0;
            do {
                String next = number == 0 ? text : text + number + "-".repeat(300);
                number++;
                try {
                    producer.send(
                                    new ProducerRecord<>(
                                            Traces.TOPIC, next.getBytes(StandardCharsets.UTF_8)))
                            .get();
                    acknowledged.add(next);
                } catch (ExecutionException _) {
                    // What is not acknowledged may be there or not.
                }
            } while (!end.isDone());
        }
        return acknowledged;
    }

    @Test
    void aBrokerThatGivesUpIsStartedAgainWithItsPortAndData() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            Traces traces = new Traces(platform);
            traces.leave("before");
            ThreadGroup broker =
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getThreadGroup)
                            .filter(group -> group != null)
                            .filter(
                                    group ->
                                            group.getName().equals("kafka-" + platform.kafkaPort()))
                            .findFirst()
                            .orElseThrow();

            Thread last = new Thread(broker, () -> Exit.halt(1, "a test wants it"), "last");
            last.start();
            last.join();

            await().atMost(LONG)
                    .until(
                            () ->
                                    Thread.getAllStackTraces().keySet().stream()
                                            .noneMatch(
                                                    thread ->
                                                            broker.equals(
                                                                    thread.getThreadGroup())));
            await().atMost(LONG).until(() -> PortHolder.of(platform.kafkaPort()).isPresent());
            assertThat(traces.records()).containsExactly("before");
        }
    }
}
