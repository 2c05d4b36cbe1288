package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.score.action.ActionStatus;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.testkit.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LoopStatusTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HandClock clock = new HandClock();
    private final LoopStatus status = new LoopStatus(clock);

    /// "Pipeline config error cached and masked": what followed from the first error hid it.
    @Test
    void whatWentWrongFirstIsNotHiddenByWhatFollowed() {
        status.error("topic 'in' does not exist");
        clock.pass(Duration.ofSeconds(5));
        status.error("TimeoutException: no answer");
        clock.pass(Duration.ofSeconds(5));
        status.error("TimeoutException: no answer");

        ActionStatus.Trouble trouble = trouble();

        assertThat(trouble.firstError()).isEqualTo("topic 'in' does not exist");
        assertThat(trouble.since()).isEqualTo(START);
        assertThat(trouble.errors()).isEqualTo(3);
        assertThat(status.snapshot().lastError()).isEqualTo("TimeoutException: no answer");
        assertThat(status.snapshot().lastErrorAt()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void startingAgainDoesNotHideItAndACommitEndsIt() {
        status.error("first");
        status.phase(State.RUNNING, null);
        status.error("second");
        assertThat(trouble().firstError()).isEqualTo("first");

        status.committed(new Totals());

        assertThat(status.snapshot().trouble()).isNull();
        assertThat(status.snapshot().lastError()).isEqualTo("second");
        status.error("another");
        assertThat(trouble().firstError()).isEqualTo("another");
    }

    @Test
    void thePaceIsTheMeanOfTheLastMinute() {
        Pace pace = new Pace();
        pace.add(clock.instant(), 90);
        clock.pass(Duration.ofSeconds(30));
        pace.add(clock.instant(), 30);
        assertThat(pace.perSecond(clock.instant())).isEqualTo(2.0);

        clock.pass(Duration.ofSeconds(29));
        assertThat(pace.perSecond(clock.instant())).isEqualTo(2.0);
        clock.pass(Duration.ofSeconds(1));
        assertThat(pace.perSecond(clock.instant())).isEqualTo(0.5);
        pace.add(clock.instant(), 6);
        assertThat(pace.perSecond(clock.instant())).isEqualTo(0.6);
        clock.pass(Duration.ofDays(1));
        assertThat(pace.perSecond(clock.instant())).isZero();
    }

    private ActionStatus.Trouble trouble() {
        return Objects.requireNonNull(status.snapshot().trouble());
    }
}
