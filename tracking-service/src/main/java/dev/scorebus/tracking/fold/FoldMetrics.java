package dev.scorebus.tracking.fold;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Counts the fold's answers and times its transactions.
@Component
class FoldMetrics {
    private final Map<Answer, Counter> answers = new EnumMap<>(Answer.class);
    private final Timer timer;

    FoldMetrics(MeterRegistry registry) {
        for (Answer answer : Answer.values()) {
            answers.put(
                    answer,
                    Counter.builder("scorebus.tracking.events")
                            .description("Tracking events by the fold's answer")
                            .tag("answer", answer.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        timer =
                Timer.builder("scorebus.tracking.fold.duration")
                        .description("Database transactions of the fold")
                        .publishPercentileHistogram()
                        .register(registry);
    }

    Folding time(Supplier<Folding> folding) {
        return timer.record(folding);
    }

    void count(List<Answer> some) {
        for (Answer answer : some) {
            Objects.requireNonNull(answers.get(answer)).increment();
        }
    }
}
