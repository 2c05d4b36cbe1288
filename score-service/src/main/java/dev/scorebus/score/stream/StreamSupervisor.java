package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.message.Topics;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.action.ActionBook;
import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.action.Listed;
import dev.scorebus.score.action.StatusBoard;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.score.sink.SinkOpener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Has one loop run for each stream action of the book: a new action gets one, a changed one another, a deleted or paused one
/// none; a loop begins when the one before it has ended. What
/// is wrong with one action stops no other.
@Component
final class StreamSupervisor implements SmartLifecycle {
    private final ActionBook book;
    private final StatusBoard board;
    private final KafkaClients clients;
    private final StreamParts parts;
    private final Map<String, ActionLoop> loops = new HashMap<>();
    private final Map<String, ActionLoop> endings = new HashMap<>();
    private boolean running;

    StreamSupervisor(
            ActionBook book,
            StatusBoard board,
            KafkaClients clients,
            ActionPrograms programs,
            SkipBook skips,
            Topics topics,
            ScoreProperties properties,
            MeterRegistry registry,
            InstantSource clock,
            SinkOpener sinks) {
        String instance = UUID.randomUUID().toString().substring(0, 13);
        this.book = book;
        this.board = board;
        this.clients = clients;
        this.parts =
                new StreamParts(
                        programs,
                        skips,
                        topics,
                        properties.stream(),
                        registry,
                        clock,
                        instance,
                        new Turn(),
                        action -> sinks.open(action, instance));
        book.onChange(this::reconcile);
    }

    private synchronized void reconcile() {
        if (!running) {
            return;
        }
        Set<String> gone = new HashSet<>(loops.keySet());
        for (Listed listed : book.all().values()) {
            gone.remove(listed.name());
            switch (listed) {
                case Listed.Sound sound when sound.paused() != null -> end(sound.name());
                case Listed.Sound sound -> follow(sound.action());
                case Listed.Broken(String name, String _) -> end(name);
            }
        }
        gone.forEach(this::end);
    }

    private void follow(Action action) {
        switch (action.mode()) {
            case STREAM, MICRO_BATCH -> run(action);
            case REQUEST, BATCH -> {
                end(action.name());
                board.post(action.name(), () -> ActionStatus.of(State.RUNNING, null));
            }
        }
    }

    private void run(Action action) {
        ActionLoop current = loops.get(action.name());
        if (current != null && current.action().equals(action)) {
            return;
        }
        if (current != null) {
            current.close();
        }
        ActionLoop ended = endings.remove(action.name());
        ActionLoop fresh = loop(action, current == null ? ended : current);
        loops.put(action.name(), fresh);
        board.post(action.name(), () -> status(action.name()));
        fresh.start();
    }

    private ActionLoop loop(Action action, @Nullable ActionLoop predecessor) {
        StreamClients own =
                StreamClients.of(
                        clients,
                        parts.settings(),
                        parts.group(action.name()),
                        parts.transactionalId(action.name()));
        return new ActionLoop(action, parts, own, predecessor);
    }

    /// How the loop of an action is doing.
    synchronized ActionStatus status(String name) {
        ActionLoop loop = loops.get(name);
        return loop == null ? ActionStatus.of(State.STOPPED, null) : loop.status().snapshot();
    }

    private void end(String name) {
        ActionLoop loop = loops.remove(name);
        if (loop != null) {
            loop.close();
            endings.put(name, loop);
            parts.programs().release(name);
        }
        board.remove(name);
    }

    @Override
    public synchronized void start() {
        running = true;
        reconcile();
    }

    @Override
    public void stop() {
        List<ActionLoop> ending;
        synchronized (this) {
            running = false;
            ending = new ArrayList<>(loops.values());
            ending.addAll(endings.values());
            loops.clear();
        }
        ending.forEach(ActionLoop::close);
        ending.forEach(ActionLoop::join);
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
