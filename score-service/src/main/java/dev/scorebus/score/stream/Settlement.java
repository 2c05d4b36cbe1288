package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.score.stream.Mark.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Makes what the transaction of a load holds: where each message goes, and what is told of it.
final class Settlement {
    private final Action action;
    private final String instance;
    private final Outlets outlets;
    private final HeadsOfLine heads;
    private final KeyLines lines;
    private final Function<TopicPartition, Frontier> frontiers;
    private final Function<TopicPartition, Long> positions;
    private final RandomGenerator chance = RandomGenerator.getDefault();

    /// @param frontiers names the frontier of a partition that is read
    /// @param positions where each partition stands before the load
    Settlement(
            StreamSetup setup,
            HeadsOfLine heads,
            KeyLines lines,
            Function<TopicPartition, Frontier> frontiers,
            Function<TopicPartition, Long> positions) {
        this.action = setup.action();
        this.instance = setup.instance();
        this.outlets = setup.outlets();
        this.heads = heads;
        this.lines = lines;
        this.frontiers = frontiers;
        this.positions = positions;
    }

    /// Gathers it.
    ///
    /// @param outcomes of the messages that go on
    /// @return what became of them
    Totals settle(
            HeadsOfLine.Cut cut, List<Outcome> outcomes, Instant now, Transaction transaction) {
        lines.begin();
        Accounts accounts = new Accounts(frontiers, positions, outlets.deadLetterTopic());
        List<Work> work = cut.load().work();
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            Work one = outcome instanceof Outcome.Behind ? work.get(i).untried() : work.get(i);
            Route wanted =
                    Route.of(outcome, one.attempt().number(), action.retry(), chance.nextDouble());
            Route route = outlets.send(one, outcome.eventId(), wanted, now, transaction::add);
            accounts.add(one, outcome.eventId(), heads.before(one), route);
            lines.went(one, route);
        }
        accounts.tell(cut.load().next(), action.mode(), instance, now, transaction);
        cut.heads().forEach((partition, head) -> hold(partition, head, accounts, transaction));
        return accounts.totals();
    }

    private void hold(
            TopicPartition partition,
            HeadsOfLine.Head head,
            Accounts accounts,
            Transaction transaction) {
        transaction.add(partition, new OffsetAndMetadata(head.offset()), new Said.Open(instance));
        accounts.totals().add(new Route.Retry(head.failures().getLast(), Duration.ZERO));
    }
}
