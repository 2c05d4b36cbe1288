package dev.scorebus.score.action;

import dev.scorebus.message.Topics;
import dev.scorebus.score.kafka.CompactedTopicLoop;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.kafka.TopicKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

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
    private volatile boolean read;
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

    /// Whether the topic was read to its end once; before that, an action that is not here may still come.
    public boolean isRead() {
        return read;
    }

    /// Calls someone after each change, on the thread that reads.
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Waits until this instance has read a change, ten seconds at most.
    ///
    /// @param revision at least this one; absent: that the action is gone
    void awaitRevision(String name, @Nullable Long revision) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(SECONDS);
            while (left > 0 && !shows(name, revision)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lock.unlock();
        }
    }

    private boolean shows(String name, @Nullable Long revision) {
        return switch (actions.get(name)) {
            case null -> revision == null;
            case Listed.Sound sound -> revision != null && sound.revision() >= revision;
            case Listed.Broken _ -> false;
        };
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
            building.put(key, ActionRecord.read(key, value));
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
            read = true;
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
