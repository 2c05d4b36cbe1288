package dev.scorebus.train.run;

import dev.scorebus.train.TrainProperties;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.training.TrainingRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Takes queued runs while this instance has room, keeps their leases, and carries each out in a thread of its own.
@Component
class RunLoop implements SmartLifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunLoop.class);
    private static final Duration LAST_ROUND = Duration.ofSeconds(10);

    private final SlotTable slots;
    private final Settlement settlement;
    private final TrainingRuns runs;
    private final TrainProperties properties;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final String owner =
            "%d/%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
    private final Map<ActiveRun, Thread> active = new ConcurrentHashMap<>();
    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private volatile @Nullable Thread thread;

    RunLoop(
            SlotTable slots,
            Settlement settlement,
            TrainingRuns runs,
            TrainProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        this.slots = slots;
        this.settlement = settlement;
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public synchronized void start() {
        if (thread != null) {
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        thread = Thread.ofVirtual().name("training-runs").start(() -> loop(stop));
    }

    private void loop(CountDownLatch stop) {
        boolean wasWell = true;
        try {
            do {
                wasWell = tried(wasWell);
            } while (!stop.await(properties.poll().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tried(boolean wasWell) {
        try {
            step();
            return true;
        } catch (RuntimeException e) {
            if (wasWell) {
                LOGGER.atError()
                        .setCause(e)
                        .log("runs cannot be taken or renewed; it is tried again until it works");
            }
            return false;
        }
    }

    private void step() {
        active.keySet().forEach(this::renew);
        for (UUID interrupted : slots.reap()) {
            LOGGER.atWarn()
                    .addKeyValue("runId", interrupted)
                    .log("run was ended because its lease was over");
        }
        while (active.size() < properties.parallel()) {
            Optional<Claim> claim = slots.claim(owner, properties.slots(), properties.lease());
            if (claim.isEmpty()) {
                return;
            }
            carryOut(claim.get());
        }
    }

    private void renew(ActiveRun run) {
        try {
            switch (slots.renew(run.claim(), properties.lease(), run.progress())) {
                case HELD -> run.renewed(clock.instant());
                case HELD_BUT_CANCELLED -> {
                    run.renewed(clock.instant());
                    run.stop(ActiveRun.Stop.CANCELLED);
                }
                case LOST -> run.stop(ActiveRun.Stop.LOST);
            }
        } catch (DataAccessException e) {
            boolean over = run.renewedAt().plus(properties.lease()).isBefore(clock.instant());
            LOGGER.atWarn()
                    .addKeyValue("runId", run.claim().runId())
                    .addKeyValue("error", e.getMessage())
                    .log("lease could not be renewed; the run stops when it is over");
            if (over) {
                run.stop(ActiveRun.Stop.LOST);
            }
        }
    }

    private void carryOut(Claim claim) {
        ActiveRun run = new ActiveRun(claim, clock.instant());
        Thread worker =
                Thread.ofPlatform()
                        .daemon()
                        .name("training-" + claim.runId())
                        .unstarted(() -> carryOut(run));
        active.put(run, worker);
        worker.start();
    }

    private void carryOut(ActiveRun run) {
        LOGGER.atInfo().addKeyValue("runId", run.claim().runId()).log("run started");
        try {
            settle(run, train(run));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("runId", run.claim().runId())
                    .log("run could not be ended; it counts as interrupted when its lease is over");
        } finally {
            active.remove(run);
        }
    }

    private Outcome train(ActiveRun run) {
        TrainingRequest request = run.claim().request();
        try {
            return runs.trainer(request.program())
                    .train(request, runs.dataSet(request.dataSet()), run);
        } catch (OutOfMemoryError e) {
            return new Outcome.Failed(
                    "there was not enough memory; give the service more (-Xmx), or train on fewer rows or features");
        } catch (IOException | RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("runId", run.claim().runId())
                    .log("training failed in a way nobody foresaw; the run ends as failed");
            return new Outcome.Failed(
                    "training failed in a way nobody foresaw: %s; the service's log has more"
                            .formatted(e));
        }
    }

    /// Writes the end of a run, and tries again while the database is away and the lease may hold.
    private void settle(ActiveRun run, Outcome outcome) throws InterruptedException {
        boolean settled = false;
        while (!settled && run.stop() != ActiveRun.Stop.LOST) {
            try {
                String state = end(run, outcome);
                record(run, state);
                settled = true;
            } catch (DataAccessException | IOException e) {
                LOGGER.atWarn()
                        .addKeyValue("runId", run.claim().runId())
                        .addKeyValue("error", e.getMessage())
                        .log("end of run could not be written; it is tried again");
                stopping.await(properties.poll().toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private String end(ActiveRun run, Outcome outcome) throws IOException {
        Claim claim = run.claim();
        return switch (outcome) {
            case Outcome.Trained trained -> {
                String version = settlement.trained(claim, trained);
                yield version == null ? "lost" : "trained";
            }
            case Outcome.Failed(String reason) -> {
                LOGGER.atWarn()
                        .addKeyValue("runId", claim.runId())
                        .addKeyValue("error", reason)
                        .log("training failed; the run ends without a model");
                yield settlement.failed(claim, reason) ? "failed" : "lost";
            }
            case Outcome.Stopped() -> stopped(run);
        };
    }

    private String stopped(ActiveRun run) {
        ActiveRun.Stop why = run.stop();
        if (why == null) {
            return settlement.failed(run.claim(), "the program gave up without a reason")
                    ? "failed"
                    : "lost";
        }
        return switch (why) {
            case CANCELLED -> settlement.cancelled(run.claim()) ? "cancelled" : "lost";
            case SHUT_DOWN -> settlement.shutDown(run.claim()) ? "failed" : "lost";
            case LOST -> "lost";
        };
    }

    private void record(ActiveRun run, String state) {
        Duration took = Duration.between(run.claim().startedAt(), clock.instant());
        meters.timer("scorebus.training.duration", "state", state.toLowerCase(Locale.ROOT))
                .record(took.isNegative() ? Duration.ZERO : took);
        LoggingEventBuilder line =
                LOGGER.atInfo()
                        .addKeyValue("runId", run.claim().runId())
                        .addKeyValue("state", state);
        String customer = run.claim().request().customer();
        (customer == null ? line : line.addKeyValue("customer", customer)).log("run ended");
    }

    @Override
    public synchronized void stop() {
        stopping.countDown();
        Thread looping = thread;
        thread = null;
        try {
            if (looping != null) {
                looping.join(LAST_ROUND);
            }
            active.keySet().forEach(run -> run.stop(ActiveRun.Stop.SHUT_DOWN));
            for (Thread worker : active.values()) {
                worker.join(LAST_ROUND);
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
