package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.score.stream.Mark.Said;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
    private static final Action.Retry RETRY =
            new Action.Retry(
                    5, Duration.ofSeconds(1), Duration.ofSeconds(10), Action.Ordering.NONE);

    private static Outcome.Failed failed(FailureKind kind) {
        return new Outcome.Failed("id", kind, "E", "why");
    }

    @Test
    void whatIsFilteredGoesNowhere() {
        assertThat(Route.of(new Outcome.Filtered(null), 1, RETRY, 0)).isEqualTo(new Route.Drop());
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "3, 4000", "4, 8000", "5, 10000"})
    void whatMaySucceedIsTriedAgainLaterAndLater(int attempt, long millis) {
        Outcome.Failed failed = failed(FailureKind.PROGRAM);

        assertThat(Route.of(failed, attempt, RETRY, 0))
                .isEqualTo(new Route.Retry(failed, Duration.ofMillis(millis)));
        assertThat(Route.of(failed, attempt, RETRY, 1))
                .isEqualTo(new Route.Retry(failed, Duration.ofMillis(millis / 2)));
    }

    @Test
    void whatFailedSixTimesIsADeadLetterAndASeventhAttemptIsNeverMade() {
        Outcome.Failed failed = failed(FailureKind.TIMEOUT);

        assertThat(Route.of(failed, 5, RETRY, 0)).isInstanceOf(Route.Retry.class);
        assertThat(Route.of(failed, 6, RETRY, 0)).isEqualTo(new Route.DeadLetter(failed));
    }

    @Test
    void whatCanNeverSucceedIsADeadLetterAtOnce() {
        Outcome.Failed failed = failed(FailureKind.SCHEMA);

        assertThat(Route.of(failed, 1, RETRY, 0)).isEqualTo(new Route.DeadLetter(failed));
    }

    @Test
    void aPartitionThatWasNeverReadBeginsWhereTheActionSays() {
        assertThat(Placement.of(null, 5, 9, Start.EARLIEST)).isEqualTo(new Placement.Origin(5));
        assertThat(Placement.of(null, 5, 9, Start.LATEST)).isEqualTo(new Placement.Origin(9));
    }

    @Test
    void aCommittedOffsetIsResumedUnlessTheLogHasMoved() {
        assertThat(Placement.of(new Places.Known(7, null), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Resume(7));
        assertThat(Placement.of(new Places.Known(9, null), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Resume(9));
        assertThat(Placement.of(new Places.Known(3, null), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Lost(3, 5));
        assertThat(Placement.of(new Places.Known(10, null), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Beyond(10, 9));
        assertThat(Placement.of(new Places.Known(10, new Said.Cut()), 5, 90, Start.LATEST))
                .as("a log that was cut and grew again is still another log")
                .isEqualTo(new Placement.Beyond(10, 90));
    }

    @Test
    void pausesGrowToALimit() {
        Duration longest = Duration.ofSeconds(15);

        assertThat(dev.scorebus.score.kafka.Pause.after(1, longest)).hasMillis(100);
        assertThat(dev.scorebus.score.kafka.Pause.after(4, longest)).hasMillis(800);
        assertThat(dev.scorebus.score.kafka.Pause.after(1000, longest)).isEqualTo(longest);
    }
}
