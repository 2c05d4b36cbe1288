package dev.scorebus.score.batch;

import dev.scorebus.action.Action;
import dev.scorebus.batch.BatchProgress;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.batch.WorkerReport;
import dev.scorebus.batch.WorkerReport.Standing;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.kafka.Pause;
import dev.scorebus.score.sink.SinkUnavailableException;
import dev.scorebus.score.stream.PageScorer;
import dev.scorebus.score.stream.PageScorers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out one run on one thread: page after page to its end. After a failure of the infrastructure it begins anew where
/// the last committed page ends, for as long as the gate says that the run is its own. While a sink is away it holds its page.
final class WorkLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(WorkLoop.class);

    private final ActiveRun run;
    private final RunSources sources;
    private final PageScorers scorers;
    private final GateClient gate;
    private final ScoreProperties properties;
    private final InstantSource clock;

    WorkLoop(
            ActiveRun run,
            RunSources sources,
            PageScorers scorers,
            GateClient gate,
            ScoreProperties properties,
            InstantSource clock) {
        this.run = run;
        this.sources = sources;
        this.scorers = scorers;
        this.gate = gate;
        this.properties = properties;
        this.clock = clock;
    }

    void run() {
        LOGGER.atInfo()
                .addKeyValue("runId", run.id())
                .addKeyValue("action", run.claim().run().request().action())
                .log("batch run is taken up");
        int failures = 0;
        WorkerReport.End end = null;
        while (end == null && run.stop() == null) {
            try {
                if (isOurs()) {
                    end = session();
                    failures = 0;
                }
            } catch (RunFailure e) {
                end = new WorkerReport.End(State.FAILED, e.reason());
            } catch (IOException | RuntimeException e) {
                failures++;
                String why = reason(e);
                run.waits(why);
                LOGGER.atWarn()
                        .addKeyValue("runId", run.id())
                        .addKeyValue("error", why)
                        .log(
                                "page of the batch run is given up; the run goes on where the last one ends");
                run.pause().rest(Pause.after(failures, properties.stream().maxBackoff()));
            }
        }
        WorkerReport.End last = end == null ? stopped() : end;
        if (last != null) {
            tell(last);
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case SinkUnavailableException away -> away.reason();
            case IllegalStateException ours when ours.getMessage() != null -> ours.getMessage();
            default -> e.getClass().getSimpleName() + ": " + e.getMessage();
        };
    }

    /// Asks before anyone is fenced: a worker that was given up for dead must not fence the one that came after it.
    private boolean isOurs() throws IOException {
        Standing standing = gate.report(run.id(), run.report()).standing();
        switch (standing) {
            case HELD -> run.renewed(clock.instant());
            case CANCELLED -> run.stop(ActiveRun.Stop.CANCELLED);
            case LOST -> run.stop(ActiveRun.Stop.LOST);
        }
        return standing == Standing.HELD;
    }

    /// Reads pages until there are no more, or the run shall stop.
    ///
    /// @return how the run ended; null when it shall stop before its end
    private WorkerReport.@Nullable End session() {
        Action action = sources.action(run.claim().run());
        String group = sources.group(run.claim().run());
        try (Admin admin = sources.admin()) {
            sources.check(run.claim().run(), admin);
            try (PageScorer scorer = scorers.of(action, run.id(), group, admin);
                    RunTransactions transactions =
                            RunTransactions.of(sources.producer(run.claim().run()));
                    PageSource source = sources.source(run, scorer.instance(), admin)) {
                return pages(scorer, transactions, source);
            }
        }
    }

    private WorkerReport.@Nullable End pages(
            PageScorer scorer, RunTransactions transactions, PageSource source) {
        Pace pace = new Pace(run.claim().run().request().rowsPerSecond());
        Optional<PageSource.Read> first = source.open();
        settle(scorer, source);
        RunCounts counts = source.counts();
        if (first.isPresent()) {
            RunCounts after = commit(scorer, transactions, source, first.get(), counts);
            counts = after == null ? counts : after;
        }
        pace.reached(clock.instant(), source.done());
        tell(source, counts, pace);
        int most = pace.most(properties.batch().page());
        while (run.stop() == null) {
            Instant began = clock.instant();
            Optional<PageSource.Read> read = source.next(most);
            if (read.isEmpty()) {
                settle(scorer, source);
                return new WorkerReport.End(State.DONE, null);
            }
            if (!read.get().next().isEmpty()) {
                RunCounts after = commit(scorer, transactions, source, read.get(), counts);
                if (after == null) {
                    return null;
                }
                counts = after;
                pace.reached(clock.instant(), source.done());
                tell(source, counts, pace);
                pace.read(began, read.get().rows());
                Duration wait = pace.wait(clock.instant());
                if (wait.isPositive()) {
                    run.pause().rest(wait);
                }
            }
        }
        return null;
    }

    /// Tells the sinks what is committed: before the first page, so that they find what was left to them, and behind the last one,
    /// for nobody comes after it.
    private static void settle(PageScorer scorer, PageSource source) {
        source.standings()
                .forEach(
                        standing ->
                                scorer.resume(
                                        standing.source(), standing.position(), standing.by()));
    }

    /// @return the counts behind the page; null when the run shall stop and a sink has not taken the page
    private @Nullable RunCounts commit(
            PageScorer scorer,
            RunTransactions transactions,
            PageSource source,
            PageSource.Read read,
            RunCounts counts) {
        PageScorer.Made made = delivered(scorer, scorer.score(read.page()));
        if (made == null) {
            return null;
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        read.said().forEach(event -> records.add(scorer.event(event)));
        records.addAll(made.records());
        RunCounts after = counts.after(made, read.discarded());
        transactions.commit(records, source.group(), read.next(), after, scorer.worker());
        scorer.committed();
        source.committed(read, scorer.worker());
        return after;
    }

    /// Writes to the sinks until all of them take it. What was scored is kept meanwhile, and no attempt is used.
    ///
    /// @return null when the run shall stop before that
    private PageScorer.@Nullable Made delivered(PageScorer scorer, PageScorer.Scored scored) {
        int refusals = 0;
        do {
            try {
                return scorer.deliver(scored);
            } catch (SinkUnavailableException e) {
                refusals++;
                run.waits(e.reason());
                LOGGER.atWarn()
                        .addKeyValue("runId", run.id())
                        .addKeyValue("error", e.reason())
                        .log(
                                "a sink is away; nothing was committed, the same page is written again");
                run.pause().rest(pause(e, refusals));
            }
        } while (run.stop() == null);
        return null;
    }

    private Duration pause(SinkUnavailableException away, int refusals) {
        Duration longest = properties.stream().maxBackoff();
        Duration asked = away.after().compareTo(longest) < 0 ? away.after() : longest;
        Duration own = Pause.after(refusals, longest);
        return asked.compareTo(own) > 0 ? asked : own;
    }

    private void tell(PageSource source, RunCounts counts, Pace pace) {
        Long total = source.total();
        run.reached(
                new BatchProgress(
                        source.done(),
                        total,
                        counts.scored(),
                        counts.filtered(),
                        counts.dead(),
                        counts.discarded(),
                        counts.retried(),
                        pace.rate(),
                        total == null ? null : pace.eta(total - source.done())));
    }

    private WorkerReport.@Nullable End stopped() {
        ActiveRun.Stop why = run.stop();
        if (why == null) {
            return null;
        }
        return switch (why) {
            case CANCELLED -> new WorkerReport.End(State.CANCELLED, null);
            case SHUT_DOWN -> new WorkerReport.End(State.QUEUED, null);
            case LOST -> null;
        };
    }

    /// Writes the end of the run, and tries again while the lease may hold.
    private void tell(WorkerReport.End end) {
        boolean told = false;
        Pause patience = new Pause();
        for (int failures = 1; !told && run.stop() != ActiveRun.Stop.LOST; failures++) {
            try {
                sources.ended(run.claim().run(), end);
                Standing standing = gate.report(run.id(), run.ended(end)).standing();
                told = true;
                LOGGER.atInfo()
                        .addKeyValue("runId", run.id())
                        .addKeyValue("state", standing == Standing.LOST ? "lost" : end.state())
                        .log("batch run is laid down");
            } catch (IOException | RunFailure e) {
                LOGGER.atWarn()
                        .addKeyValue("runId", run.id())
                        .addKeyValue("error", e.getMessage())
                        .log("end of the batch run could not be told; it is tried again");
                told = run.isOver(clock.instant()) || run.stop() == ActiveRun.Stop.SHUT_DOWN;
                patience.rest(Pause.after(failures, properties.stream().maxBackoff()));
            }
        }
    }
}
