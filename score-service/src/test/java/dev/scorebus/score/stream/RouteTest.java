package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.FailureKind;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RouteTest {
    @Test
    void whatFailedIsADeadLetterAndWhatIsFilteredGoesNowhere() {
        Outcome.Failed failed = new Outcome.Failed("id", FailureKind.PROGRAM, "E", "why");

        assertThat(Route.of(failed, 3)).isEqualTo(new Route.DeadLetter(failed, 3));
        assertThat(Route.of(new Outcome.Filtered(null), 1)).isEqualTo(new Route.Drop());
    }

    @Test
    void aPartitionThatWasNeverReadBeginsWhereTheActionSays() {
        assertThat(Placement.of(OptionalLong.empty(), 5, 9, Start.EARLIEST))
                .isEqualTo(new Placement.Origin(5));
        assertThat(Placement.of(OptionalLong.empty(), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Origin(9));
    }

    @Test
    void aCommittedOffsetIsResumedUnlessTheLogHasMoved() {
        assertThat(Placement.of(OptionalLong.of(7), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Resume(7));
        assertThat(Placement.of(OptionalLong.of(9), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Resume(9));
        assertThat(Placement.of(OptionalLong.of(3), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Lost(3, 5));
        assertThat(Placement.of(OptionalLong.of(10), 5, 9, Start.LATEST))
                .isEqualTo(new Placement.Beyond(10, 9));
    }

    @Test
    void pausesGrowToALimit() {
        Duration longest = Duration.ofSeconds(15);

        assertThat(dev.scorebus.score.kafka.Pause.after(1, longest)).hasMillis(100);
        assertThat(dev.scorebus.score.kafka.Pause.after(4, longest)).hasMillis(800);
        assertThat(dev.scorebus.score.kafka.Pause.after(1000, longest)).isEqualTo(longest);
    }
}
