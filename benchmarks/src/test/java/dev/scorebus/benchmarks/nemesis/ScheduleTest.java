package dev.scorebus.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scorebus.benchmarks.nemesis.Schedule.Strike;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LENGTH = Duration.ofMinutes(2);

    @Test
    void theSameSeedGivesTheSameFaultsAndAnotherSeedOthers() {
        assertThat(Schedule.seeded(7, LENGTH, Fault.all(2)))
                .isEqualTo(Schedule.seeded(7, LENGTH, Fault.all(2)));
        assertThat(Schedule.seeded(7, LENGTH, Science.PYTHON.faults(2)))
                .isNotEqualTo(Schedule.seeded(8, LENGTH, Science.PYTHON.faults(2)));
    }

    @Test
    void everyFaultComesUpInTimeAndIsOverBeforeTheEnd() {
        Set<Fault> seen = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            for (Strike strike :
                    Schedule.seeded(seed, LENGTH, Science.PYTHON.faults(2)).strikes()) {
                seen.add(strike.fault());
                assertThat(strike.end()).isLessThanOrEqualTo(LENGTH);
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(Science.PYTHON.faults(2));
    }

    @Test
    void noFaultIsForgotten() {
        Set<Class<?>> chosen = new HashSet<>();
        Science.PYTHON.faults(1).forEach(fault -> chosen.add(fault.getClass()));

        assertThat(chosen).containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
    }

    @Test
    void aPartIsNotStruckAgainBeforeTheFaultBeforeIsUndone() {
        Strike killed = strike(0, 3, new Fault.ScorerKilled(1));
        Strike frozen = strike(2, 3, new Fault.ScorerFrozen(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(List.of(killed, frozen)))
                .withMessageContaining("score-service 1 is struck again");
        assertThat(new Schedule(List.of(strike(2, 3, new Fault.ScorerFrozen(0)), killed)).strikes())
                .first()
                .isEqualTo(killed);
    }

    @Test
    void aScheduleReadsAsSentences() {
        Schedule schedule =
                new Schedule(
                        List.of(
                                strike(1, 8, new Fault.DatabaseStopped()),
                                strike(2, 3, new Fault.ScorerFrozen(0))));

        assertThat(schedule.toString().lines())
                .containsExactly(
                        "at 1.0 s for 8.0 s: PostgreSQL is stopped",
                        "at 2.0 s for 3.0 s: score-service 0 is frozen");
    }

    private static Strike strike(long at, long lasting, Fault fault) {
        return new Strike(Duration.ofSeconds(at), Duration.ofSeconds(lasting), fault);
    }
}
