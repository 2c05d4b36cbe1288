package dev.scorebus.score.batch;

import dev.scorebus.batch.BatchClaim;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.kafka.Pause;
import dev.scorebus.score.stream.PageScorers;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Takes queued batch runs while this instance has room, keeps their leases, and carries each out in a thread of its own. It also
/// asks for the runs that are due, in a thread of its own: no lease waits for that.
@Component
class BatchLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(BatchLoop.class);
    private static final Duration LAST_PAGE = Duration.ofSeconds(10);

    private final GateClient gate;
    private final RunSources sources;
    private final PageScorers scorers;
    private final HealSchedule schedule;
    private final ScoreProperties properties;
    private final InstantSource clock;
    private final String owner =
            "%d/%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
    private final Map<ActiveRun, Thread> active = new ConcurrentHashMap<>();
    private volatile Pause pause = new Pause();
    private volatile @Nullable Thread thread;

    BatchLoop(
            GateClient gate,
            RunSources sources,
            PageScorers scorers,
            HealSchedule schedule,
            ScoreProperties properties,
            InstantSource clock) {
        this.gate = gate;
        this.sources = sources;
        this.scorers = scorers;
        this.schedule = schedule;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        Pause fresh = new Pause();
        pause = fresh;
        thread = Thread.ofVirtual().name("batch-runs").start(() -> loop(fresh));
        Thread _ = Thread.ofVirtual().name("heal-schedule").start(() -> ask(fresh));
    }

    private void ask(Pause open) {
        boolean wasWell = true;
        while (open.open()) {
            wasWell = isAsked(wasWell);
            open.rest(properties.batch().poll());
        }
    }

    private boolean isAsked(boolean wasWell) {
        try {
            schedule.ask();
            return true;
        } catch (IOException | RuntimeException e) {
            if (wasWell) {
                LOGGER.atWarn()
                        .addKeyValue("error", e)
                        .log(
                                "scheduled heal runs cannot be asked for now; it is tried again until it works");
            }
            return false;
        }
    }

    private void loop(Pause open) {
        boolean wasWell = true;
        while (open.open()) {
            wasWell = tried(wasWell);
            open.rest(properties.batch().poll());
        }
    }

    private boolean tried(boolean wasWell) {
        try {
            step();
            return true;
        } catch (IOException | RuntimeException e) {
            if (wasWell) {
                LOGGER.atWarn()
                        .addKeyValue("error", e)
                        .log("batch runs cannot be taken now; it is tried again until it works");
            }
            return false;
        }
    }

    private void step() throws IOException {
        active.keySet().forEach(this::renew);
        while (active.size() < properties.batch().parallel()) {
            Optional<BatchClaim> claim = gate.claim(owner);
            if (claim.isEmpty()) {
                return;
            }
            carryOut(claim.get());
        }
    }

    private void renew(ActiveRun run) {
        try {
            switch (gate.report(run.id(), run.report()).standing()) {
                case HELD -> run.renewed(clock.instant());
                case CANCELLED -> run.stop(ActiveRun.Stop.CANCELLED);
                case LOST -> run.stop(ActiveRun.Stop.LOST);
            }
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("runId", run.id())
                    .addKeyValue("error", e.getMessage())
                    .log("lease could not be renewed; the run stops when it is over");
            if (run.isOver(clock.instant())) {
                run.stop(ActiveRun.Stop.LOST);
            }
        }
    }

    private void carryOut(BatchClaim claim) {
        ActiveRun run = new ActiveRun(claim, clock.instant());
        WorkLoop work = new WorkLoop(run, sources, scorers, gate, properties, clock);
        Thread worker =
                Thread.ofPlatform()
                        .daemon()
                        .name("batch-" + run.id())
                        .unstarted(
                                () -> {
                                    try {
                                        work.run();
                                    } finally {
                                        active.remove(run);
                                    }
                                });
        active.put(run, worker);
        worker.start();
    }

    @Override
    public synchronized void stop() {
        pause.close();
        thread = null;
        active.keySet().forEach(run -> run.stop(ActiveRun.Stop.SHUT_DOWN));
        try {
            for (Thread worker : active.values()) {
                worker.join(LAST_PAGE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
