package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import dev.scorebus.benchmarks.service.Patience;
import dev.scorebus.benchmarks.service.StreamAction;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/// The proof: messages flow while faults befall the cluster; afterwards everything must add up. What is told by tracking-service is
/// held against what was sent, and so is what a reader of committed records finds.
///
/// @param cluster all of it must be ready; it is again afterwards
/// @param rows what messages are made of
/// @param science what scores them
/// @param clock the time of the services
/// @param out told the schedule, each fault, and the verdict
public record Trial(
        Cluster cluster,
        PullRequestRows rows,
        Science science,
        InstantSource clock,
        PrintStream out) {
    private static final int PARTITIONS = 4;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Patience PATIENCE = new Patience(LONGEST);
    private static final String QUICK = "{maxRetries: 5, firstDelay: 200ms, maxDelay: 800ms}";

    /// What came of it.
    ///
    /// @param problems what does not hold; nothing when all of it holds
    public record Verdict(long seed, int messages, List<String> problems) {
        public Verdict {
            problems = List.copyOf(problems);
        }

        /// Whether every message became once what it should.
        public boolean holds() {
            return problems.isEmpty();
        }

        @Override
        public String toString() {
            return holds()
                    ? "seed %d holds: %d messages, each once".formatted(seed, messages)
                    : "seed %d is violated: %s".formatted(seed, String.join("; ", problems));
        }
    }

    /// Lets a schedule by chance befall the cluster while messages flow.
    ///
    /// @param seed chooses faults and poison; the same seed chooses the same
    /// @param messages how many are sent at least, evenly over the time
    /// @param length how long faults strike
    public Verdict run(long seed, int messages, Duration length) throws InterruptedException {
        String name =
                "trial-%s-%s"
                        .formatted(
                                science.name().toLowerCase(Locale.ROOT),
                                Long.toUnsignedString(seed));
        StreamAction action =
                new StreamAction(
                        name,
                        name + "-in",
                        name + "-scores",
                        "none",
                        QUICK,
                        StreamAction.STREAM,
                        science.lines());
        out.printf("seed %d, %s%n", seed, science);
        cluster.apply(action, PARTITIONS);
        PATIENCE.until("a score-service has partitions of " + name, () -> cluster.works(action));
        Ledger ledger = new Ledger();
        try (Outcomes outcomes = new Outcomes(cluster, action, science.charges())) {
            try (Feed feed =
                    new Feed(
                            cluster,
                            action,
                            rows,
                            Feed.Fates.all(new Random(seed)),
                            clock,
                            ledger)) {
                feed.flow(Math.toIntExact(messages * 1_000L / length.toMillis()));
                new Nemesis(cluster, out)
                        .run(Schedule.seeded(seed, length, science.faults(cluster.scorers())));
                feed.burst(Math.max(0, messages - feed.sent()));
            }
            Verdict verdict = new Verdict(seed, ledger.size(), judge(action, ledger, outcomes));
            out.println(verdict);
            return verdict;
        }
    }

    private List<String> judge(StreamAction action, Ledger ledger, Outcomes outcomes) {
        cluster.awaitReady();
        List<String> problems = new ArrayList<>();
        if (!PATIENCE.comes(() -> outcomes.reckon(ledger).missing().isEmpty())) {
            problems.add("after %s still %s".formatted(LONGEST, outcomes.reckon(ledger)));
        }
        if (!PATIENCE.comes(() -> cluster.audit(action).path("holds").asBoolean())) {
            problems.add("the audit says: " + cluster.audit(action).path("problems"));
        }
        Reckoning last = outcomes.reckon(ledger);
        if (problems.isEmpty() && !last.holds()) {
            problems.add(last.toString());
        }
        problems.addAll(told(action, ledger));
        return problems;
    }

    /// What tracking-service tells of the action, beside what was sent.
    private List<String> told(StreamAction action, Ledger ledger) {
        List<String> problems = new ArrayList<>();
        JsonNode summary =
                cluster.tracking().api().get("/api/summaries?action=" + action.name()).path(0);
        int dead = ledger.count(Fate.DEAD) + ledger.count(Fate.WORN_OUT);
        compare("records", ledger.size(), summary, problems);
        compare("dead", dead, summary, problems);
        compare("retrying", 0, summary, problems);
        compare("lost", 0, summary, problems);
        JsonNode letters =
                cluster.tracking()
                        .api()
                        .get("/api/dead-letters?limit=1000&action=" + action.name());
        for (JsonNode letter : letters) {
            boolean atOnce = letter.path("kind").asString().equals("SCHEMA");
            if (letter.path("attempt").asInt() != (atOnce ? 1 : Reckoning.ATTEMPTS)) {
                problems.add("the ledger counts wrongly: " + letter);
            }
        }
        return problems;
    }

    private static void compare(String what, int sent, JsonNode told, List<String> problems) {
        if (told.path(what).asInt() != sent) {
            problems.add(
                    "%s should be %d, and tracking-service says %s"
                            .formatted(what, sent, told.path(what)));
        }
    }
}
