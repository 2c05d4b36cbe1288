package dev.scorebus.tracking.query;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.gauge.Gauges;
import dev.scorebus.tracking.query.Frontiers.Standing;
import dev.scorebus.tracking.source.ActionTopic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How far the ledger is behind what the consumer groups have committed, and how far those are behind their topics.
@Component
class LagGauges implements Gauges {
    private final Frontiers frontiers;
    private final ActionTopic actionTopic;
    private final Topics topics;
    private final MultiGauge lag;
    private final MultiGauge unread;

    LagGauges(Frontiers frontiers, ActionTopic actionTopic, Topics topics, MeterRegistry registry) {
        this.frontiers = frontiers;
        this.actionTopic = actionTopic;
        this.topics = topics;
        this.lag =
                MultiGauge.builder("scorebus.frontier.lag")
                        .description("Offsets that are committed and not accounted for yet")
                        .register(registry);
        this.unread =
                MultiGauge.builder("scorebus.unread.offsets")
                        .description(
                                "Offsets of an action's topics that are not accounted for yet, whether it runs or is paused")
                        .register(registry);
    }

    @Override
    public void measure() {
        List<Standing> all = frontiers.list();
        lag.register(rows(all, Standing::trackingLag, _ -> true), true);
        ActionTopic.Actions actions = actionTopic.now();
        unread.register(
                rows(
                        all,
                        Standing::lag,
                        standing ->
                                standing.group().equals(topics.group(standing.action()))
                                        && actions.reads(standing.action(), standing.topic())),
                true);
    }

    private static List<MultiGauge.Row<?>> rows(
            List<Standing> all,
            Function<Standing, @Nullable Long> value,
            Predicate<Standing> wanted) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (Standing standing : all) {
            Long known = value.apply(standing);
            if (known != null && wanted.test(standing)) {
                rows.add(MultiGauge.Row.of(tags(standing), known));
            }
        }
        return rows;
    }

    private static Tags tags(Standing standing) {
        return Tags.of(
                "action",
                standing.action(),
                "topic",
                standing.topic(),
                "partition",
                Integer.toString(standing.partition()));
    }
}
