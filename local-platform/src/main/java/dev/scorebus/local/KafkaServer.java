package dev.scorebus.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Kafka broker that is its own controller (KRaft), inside this JVM.
final class KafkaServer implements Part.Server {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaServer.class);
    private static final Duration TO_END = Duration.ofSeconds(60);
    private static final Duration TO_END_WHEN_BROKEN = Duration.ofSeconds(5);

    private final KafkaRaftServer server;
    private final BrokerThreads threads;

    private KafkaServer(KafkaRaftServer server, BrokerThreads threads) {
        this.server = server;
        this.threads = threads;
    }

    static KafkaServer start(Path data, int port) {
        return start(data, port, List.of());
    }

    static KafkaServer start(Path data, int port, List<BrokerDoor> doors) {
        try {
            Files.createDirectories(data);
            Properties settings = settings(data, port, PortClaim.free(), doors);
            if (Files.notExists(data.resolve("meta.properties"))) {
                format(data, settings);
            }
            KafkaServer server =
                    new KafkaServer(
                            new KafkaRaftServer(
                                    KafkaConfig.fromProps(settings, false), Time.SYSTEM),
                            new BrokerThreads("kafka-" + port));
            server.startOrShutDown(data);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startOrShutDown(Path data) {
        boolean started = false;
        try {
            CompletableFuture.anyOf(threads.begin(server::startup), threads.gaveUp()).join();
            if (threads.gaveUp().isDone()) {
                throw new PlatformStartException(
                        "Kafka gave up while it started: %s.".formatted(threads.gaveUp().join()),
                        "Make sure that the disk of %s works and has room; the log says more."
                                .formatted(data));
            }
            started = true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private static void format(Path data, Properties settings) throws IOException {
        Path file = data.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, "What the log folder was formatted with");
        }
        int code =
                StorageTool.execute(
                        new String[] {
                            "format",
                            "--cluster-id",
                            Uuid.randomUuid().toString(),
                            "--config",
                            file.toString(),
                            "--ignore-formatted"
                        },
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new PlatformStartException(
                    "Kafka could not format its folder %s (code %d).".formatted(data, code),
                    "Make sure that the folder is writable and its disk has room.");
        }
    }

    private static Properties settings(
            Path data, int port, int controllerPort, List<BrokerDoor> doors) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", 1);
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        List<String> listening = new ArrayList<>(List.of("PLAINTEXT://127.0.0.1:" + port));
        listening.add("CONTROLLER://127.0.0.1:" + controllerPort);
        List<String> advertised = new ArrayList<>(List.of("PLAINTEXT://127.0.0.1:" + port));
        List<String> protocols =
                new ArrayList<>(List.of("PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT"));
        for (BrokerDoor door : doors) {
            listening.add("%s://127.0.0.1:%d".formatted(door.name(), door.port()));
            advertised.add("%s://127.0.0.1:%d".formatted(door.name(), door.advertised()));
            protocols.add(door.name() + ":PLAINTEXT");
        }
        settings.put("listeners", String.join(",", listening));
        settings.put("advertised.listeners", String.join(",", advertised));
        settings.put("listener.security.protocol.map", String.join(",", protocols));
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", false);
        oneNode(settings);
        smallMachine(settings);
        Properties properties = new Properties();
        settings.forEach((name, value) -> properties.setProperty(name, value.toString()));
        return properties;
    }

    private static void oneNode(Map<String, Object> settings) {
        settings.put("default.replication.factor", 1);
        settings.put("min.insync.replicas", 1);
        settings.put("offsets.topic.replication.factor", 1);
        settings.put("offsets.topic.num.partitions", 1);
        settings.put("transaction.state.log.replication.factor", 1);
        settings.put("transaction.state.log.min.isr", 1);
        settings.put("transaction.state.log.num.partitions", 1);
        settings.put("share.coordinator.state.topic.replication.factor", 1);
        settings.put("share.coordinator.state.topic.min.isr", 1);
        settings.put("share.coordinator.state.topic.num.partitions", 1);
        // After a kill -9 the controller refuses the new broker until the session of the old one is
        // over.
        settings.put("broker.session.timeout.ms", 2_000);
        settings.put("broker.heartbeat.interval.ms", 500);
        settings.put("group.initial.rebalance.delay.ms", 0);
        settings.put("group.min.session.timeout.ms", 1_000);
        // The partitions of a consumer that was killed go to the next one when its session is over:
        // after ten seconds here, and sooner for a group that asks for it, not after 45.
        settings.put("group.consumer.min.session.timeout.ms", 1_000);
        settings.put("group.consumer.session.timeout.ms", 10_000);
        settings.put("group.consumer.min.heartbeat.interval.ms", 100);
        settings.put("group.consumer.heartbeat.interval.ms", 2_000);
        // The open transaction of a killed producer holds back read_committed readers until it is
        // aborted: look for
        // it every second, not every ten.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
        // Each process start has a transactional id of its own; forget them after a day, not a
        // week.
        settings.put("transactional.id.expiration.ms", 86_400_000);
    }

    private static void smallMachine(Map<String, Object> settings) {
        settings.put("num.network.threads", 2);
        settings.put("num.io.threads", 4);
        settings.put("background.threads", 2);
        settings.put("log.cleaner.dedupe.buffer.size", 4 * 1024 * 1024);
        settings.put("log.index.size.max.bytes", 2 * 1024 * 1024);
    }

    /// Done when Kafka cannot go on, as when its disk is full; whoever waits closes it.
    @Override
    public CompletableFuture<?> ended() {
        return threads.gaveUp();
    }

    @Override
    public void close() {
        CompletableFuture<Void> down =
                threads.begin(
                        () -> {
                            server.shutdown();
                            server.awaitShutdown();
                        });
        if (!isDone(down, threads.gaveUp().isDone() ? TO_END_WHEN_BROKEN : TO_END)) {
            LOGGER.atWarn().log("Kafka does not end in order; its threads are interrupted");
            threads.interrupt();
            if (!isDone(down, TO_END_WHEN_BROKEN)) {
                LOGGER.atWarn().log("Kafka has not ended; its port may be taken for a while");
            }
        }
        threads.forget();
    }

    private static boolean isDone(CompletableFuture<Void> down, Duration patience) {
        try {
            down.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            LOGGER.atWarn().setCause(e).log("Kafka did not end in order");
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
