package dev.scorebus.score.action;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.kafka.CompactedTopicLoop;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.TopicKeeper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/// All actions, as the compacted topic of actions has them. Writing is done by anyone who has the right; each instance,
/// the one that wrote among them, learns by reading.
@Component
public final class ActionBook implements CompactedTopicLoop.Reader, SmartLifecycle {
    private static final int SECONDS = 10;

    private final KafkaClients clients;
    private final String topic;
    private final CompactedTopicLoop loop;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Listed> building = new TreeMap<>();
    private volatile Map<String, Listed> actions = Map.of();
    private volatile boolean running;

    ActionBook(KafkaClients clients, Topics topics) {
        this.clients = clients;
        this.topic = topics.actions();
        this.loop = new CompactedTopicLoop(clients, topic, this);
    }

    /// All actions by their names.
    public Map<String, Listed> all() {
        return actions;
    }

    /// Calls someone after each change, on the thread that reads.
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Writes an action, and waits until this instance has read it.
    ///
    /// @throws KafkaException when the brokers did not take it
    void put(Action action) {
        write(action.name(), WireJson.mapper().writeValueAsBytes(action));
        awaitListed(action.name(), new Listed.Sound(action));
    }

    /// Deletes an action, and waits until this instance has read it.
    ///
    /// @throws KafkaException when the brokers did not take it
    void delete(String name) {
        write(name, null);
        awaitListed(name, null);
    }

    private void write(String name, byte @Nullable [] value) {
        Map<String, Object> settings = Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, SECONDS * 1000);
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = clients.producer(settings)) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("The topic of actions cannot be written now", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void awaitListed(String name, @Nullable Listed wanted) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(SECONDS);
            while (left > 0
                    && !Optional.ofNullable(wanted)
                            .equals(Optional.ofNullable(actions.get(name)))) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void missing() {
        try (Admin admin = clients.admin()) {
            new TopicKeeper(admin).ensure(topic, 1, TopicKeeper.compacted());
        }
    }

    @Override
    public void begin() {
        building.clear();
    }

    @Override
    public void record(String key, byte @Nullable [] value) {
        if (value == null) {
            building.remove(key);
        } else {
            building.put(key, read(key, value));
        }
    }

    private static Listed read(String key, byte[] value) {
        try {
            Action action = WireJson.mapper().readValue(value, Action.class);
            return action.name().equals(key)
                    ? new Listed.Sound(action)
                    : new Listed.Broken(key, "its key is not its name");
        } catch (JacksonException e) {
            return new Listed.Broken(
                    key, "it cannot be read by this version: " + e.getOriginalMessage());
        }
    }

    @Override
    public void end(boolean complete) {
        if (!complete) {
            return;
        }
        lock.lock();
        try {
            actions = Map.copyOf(building);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        listeners.forEach(Runnable::run);
    }

    /// All actions in the order of their names.
    List<Listed> sorted() {
        return new ArrayList<>(new TreeMap<>(actions).values());
    }

    @Override
    public void start() {
        running = true;
        loop.start();
    }

    @Override
    public void stop() {
        running = false;
        loop.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
