package dev.scorebus.tracking.audit;

import dev.scorebus.tracking.audit.AuditReport.FrontierReport;
import dev.scorebus.tracking.audit.AuditReport.Recount;
import dev.scorebus.tracking.audit.AuditReport.Statement;
import dev.scorebus.tracking.audit.LedgerTable.Account;
import dev.scorebus.tracking.audit.LedgerTable.Finding;
import dev.scorebus.tracking.audit.ProgressTable.FrontierKey;
import dev.scorebus.tracking.loss.Loss;
import dev.scorebus.tracking.loss.LossTally;
import dev.scorebus.tracking.loss.Losses;
import dev.scorebus.tracking.source.SourceTopics;
import dev.scorebus.tracking.source.SourceTopics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Proves the ledger: the first three statements and the sixth on one snapshot of the database, the fourth against what the
/// consumer groups have committed, the fifth against the source topics. That failed messages wait is looked for in the retry topics.
@Component
class Audit {
    private final LedgerTable ledger;
    private final Losses losses;
    private final CatchUp catchUp;
    private final Waiting waiting;
    private final Recounting recounting;
    private final SourceTopics source;
    private final InstantSource clock;
    private final TransactionTemplate snapshots;

    Audit(
            LedgerTable ledger,
            Losses losses,
            CatchUp catchUp,
            Waiting waiting,
            Recounting recounting,
            SourceTopics source,
            InstantSource clock,
            PlatformTransactionManager transactions) {
        this.ledger = ledger;
        this.losses = losses;
        this.catchUp = catchUp;
        this.waiting = waiting;
        this.recounting = recounting;
        this.source = source;
        this.clock = clock;
        this.snapshots = new TransactionTemplate(transactions);
        this.snapshots.setReadOnly(true);
        this.snapshots.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /// What the ledger says of itself, at one moment.
    private record Snapshot(
            List<Account> accounts,
            Map<Integer, Finding> outside,
            Map<Integer, Finding> miscounted,
            Map<Integer, Finding> brokenChains,
            Waiting.Messages waiting,
            Map<Integer, LossTally> lost,
            List<Loss> open,
            List<String> orphans) {}

    /// Audits one action, or all of them.
    AuditReport run(@Nullable String action, Recount recount) {
        Instant start = clock.instant();
        Snapshot ledgerNow = snapshots.execute(_ -> snapshot(action));
        List<Account> accounts = ledgerNow.accounts();
        Map<String, Topic> topics =
                source.describe(accounts.stream().map(Account::topic).distinct().toList());
        CatchUp.Result progress =
                catchUp.run(
                        accounts.stream().map(Account::group).collect(Collectors.toSet()), topics);
        Map<Integer, Finding> forNothing =
                waiting.forNothing(action, accounts, ledgerNow.waiting());
        Map<TopicPartition, Long> starts =
                recount == Recount.NONE ? Map.of() : source.starts(living(accounts, topics));
        Map<TopicPartition, Long> ends = source.ends(living(accounts, topics));
        Map<Integer, Statement> recounts = recounting.of(accounts, recount, topics, starts);
        List<FrontierReport> reports = new ArrayList<>();
        for (Account account : accounts) {
            FrontierKey key =
                    new FrontierKey(account.group(), account.topicId(), account.partition());
            List<Statement> statements =
                    new ArrayList<>(inside(account, ledgerNow, forNothing.get(account.id())));
            statements.add(
                    caughtUp(
                            account,
                            topics.get(account.topic()),
                            ends,
                            progress.statements().get(key)));
            statements.add(Objects.requireNonNull(recounts.get(account.id())));
            statements.add(noted(ledgerNow.lost().get(account.id())));
            reports.add(report(account, progress.committed().get(key), statements));
        }
        List<String> problems = new ArrayList<>(ledgerNow.orphans());
        problems.addAll(progress.unknown());
        return new AuditReport(
                problems.isEmpty() && reports.stream().allMatch(FrontierReport::holds),
                problems,
                ledgerNow.open(),
                reports,
                accounts.stream().mapToLong(Account::records).sum(),
                Duration.between(start, clock.instant()));
    }

    private Snapshot snapshot(@Nullable String action) {
        return new Snapshot(
                ledger.accounts(action),
                ledger.exceptionsOutside(action),
                ledger.miscounted(action),
                ledger.brokenChains(action),
                waiting.now(action),
                losses.byFrontier(action),
                losses.open(action),
                ledger.orphans());
    }

    private static Set<TopicPartition> living(List<Account> accounts, Map<String, Topic> topics) {
        return accounts.stream()
                .filter(
                        account -> {
                            Topic topic = topics.get(account.topic());
                            return topic != null && account.partition() < topic.partitions();
                        })
                .map(account -> new TopicPartition(account.topic(), account.partition()))
                .collect(Collectors.toSet());
    }

    /// The three statements about the ledger itself.
    private static List<Statement> inside(
            Account account, Snapshot ledger, @Nullable Finding forNothing) {
        Finding outside = ledger.outside().get(account.id());
        return List.of(
                tiling(account),
                Statement.exceptionsInside(
                        outside == null,
                        outside == null
                                ? "all do"
                                : "%d exceptions lie in no span, the first at offset %d"
                                        .formatted(outside.count(), outside.first())),
                disposition(
                        ledger.miscounted().get(account.id()),
                        ledger.brokenChains().get(account.id()),
                        forNothing,
                        ledger.waiting().byFrontier().get(account.id()),
                        ledger.waiting().claimed().get(account.id())));
    }

    private static Statement tiling(Account account) {
        if (account.breakLo() != null) {
            long before = Objects.requireNonNull(account.breakBefore());
            return Statement.tiles(
                    false,
                    account.breakLo() > before
                            ? "offsets [%d, %d) are in no span".formatted(before, account.breakLo())
                            : "offsets [%d, %d) are in two spans"
                                    .formatted(account.breakLo(), before));
        }
        if (account.tiledTo() != account.next()) {
            return Statement.tiles(
                    false,
                    "the spans end at %d and the frontier stands at %d"
                            .formatted(account.tiledTo(), account.next()));
        }
        if (account.parked() != null) {
            return Statement.tiles(
                    false,
                    "the frontier stands at %d and its further events are parked: %s"
                            .formatted(account.next(), account.parked()));
        }
        return Statement.tiles(
                true,
                "%d spans tile [%d, %d)"
                        .formatted(account.spans(), account.origin(), account.next()));
    }

    private static Statement disposition(
            @Nullable Finding miscounted,
            @Nullable Finding broken,
            @Nullable Finding forNothing,
            @Nullable Finding waiting,
            @Nullable String claimed) {
        if (miscounted != null) {
            return Statement.oneDisposition(
                    false,
                    "%d spans count other failures or scores than their exceptions and models do, the first at offset %d"
                            .formatted(miscounted.count(), miscounted.first()));
        }
        if (broken != null) {
            return Statement.oneDisposition(
                    false,
                    "the steps of %d messages do not follow each other (an attempt is missing, or one follows an end), the first at offset %d"
                            .formatted(broken.count(), broken.first()));
        }
        if (forNothing != null) {
            return Statement.oneDisposition(
                    false,
                    "%d messages failed and no attempt will come: every retry of the action is processed; the first is at offset %d"
                            .formatted(forNothing.count(), forNothing.first()));
        }
        return Statement.oneDisposition(
                true,
                "each has"
                        + (waiting == null
                                ? ""
                                : "; %d wait for another attempt".formatted(waiting.count()))
                        + (claimed == null ? "" : "; " + claimed));
    }

    private static Statement caughtUp(
            Account account,
            @Nullable Topic topic,
            Map<TopicPartition, Long> ends,
            @Nullable Statement found) {
        if (topic == null || !topic.id().equals(account.topicId())) {
            return gone(account, topic == null ? "" : " and made again");
        }
        long end =
                ends.getOrDefault(
                        new TopicPartition(account.topic(), account.partition()), Long.MAX_VALUE);
        if (end < account.next() && (found == null || found.holds())) {
            return Statement.caughtUp(
                    false,
                    "the log ends at %d, before the frontier at %d: it was cut, and other messages may take the place of those that were lost"
                            .formatted(end, account.next()));
        }
        return found == null
                ? Statement.caughtUp(
                        true,
                        "not checked: the group has no committed offset any more (it was deleted or expired); its accounts end at %d"
                                .formatted(account.next()))
                : found;
    }

    private static Statement gone(Account account, String madeAgain) {
        return account.seenTo() == null
                ? Statement.caughtUp(
                        true,
                        "not checked: the topic was deleted%s; its accounts end at %d"
                                .formatted(madeAgain, account.next()))
                : Statement.caughtUp(
                        false,
                        "catching up: the topic was deleted%s, and nothing was told of the offsets [%d, %d) that were seen in it; they become a loss when nobody can tell of them any more; ask again"
                                .formatted(madeAgain, account.next(), account.seenTo()));
    }

    private static Statement noted(@Nullable LossTally lost) {
        if (lost == null) {
            return Statement.noted(true, "nothing was lost");
        }
        return lost.open() > 0
                ? Statement.noted(
                        false,
                        "%d losses, of %d offsets, that nobody has acknowledged"
                                .formatted(lost.open(), lost.openOffsets()))
                : Statement.noted(
                        true,
                        "%d losses, of %d offsets, all acknowledged"
                                .formatted(lost.losses(), lost.offsets()));
    }

    private static FrontierReport report(
            Account account, @Nullable Long committed, List<Statement> statements) {
        return new FrontierReport(
                account.group(),
                account.action(),
                account.topic(),
                account.topicId(),
                account.partition(),
                account.origin(),
                account.next(),
                committed,
                account.spans(),
                account.records(),
                statements.stream().allMatch(Statement::holds),
                List.copyOf(statements));
    }
}
