package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Start;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.score.stream.Mark.Said;
import dev.scorebus.score.stream.Mark.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTest {
    private static final Said CLEAN = new Said.Clean();
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

    private static final Placement.Log LOG = new Placement.Log(5, 9);

    private static Placement place(long offset, @Nullable Said said, long told) {
        return Placement.of(new Places.Known(offset, said, told, false), LOG, Start.LATEST, null);
    }

    @Test
    void aPartitionThatWasNeverReadBeginsWhereTheActionOrItsOwnerSays() {
        assertThat(Placement.of(null, LOG, Start.EARLIEST, null))
                .isEqualTo(new Placement.Origin(5));
        assertThat(Placement.of(null, LOG, Start.LATEST, null)).isEqualTo(new Placement.Origin(9));
        assertThat(place(7, null, Places.Known.NEVER)).isEqualTo(new Placement.Origin(7));
        assertThat(place(3, null, Places.Known.NEVER)).isEqualTo(new Placement.Origin(5));
    }

    @Test
    void aCommittedOffsetIsResumedUnlessTheLogHasMovedOrSomeoneMovedIt() {
        assertThat(place(7, CLEAN, 7)).isEqualTo(new Placement.Resume(7));
        assertThat(place(9, CLEAN, 9)).isEqualTo(new Placement.Resume(9));
        assertThat(place(3, CLEAN, 3)).isEqualTo(new Placement.Lost(3, 5, Placement.RETENTION));
        assertThat(place(10, CLEAN, 10)).isEqualTo(new Placement.Halt(Why.CUT, 10));
        assertThat(place(8, null, 6)).isEqualTo(new Placement.Lost(6, 8, Placement.BY_HAND));
        assertThat(place(8, null, 8)).isEqualTo(new Placement.Resume(8));
        assertThat(place(6, null, 8)).isEqualTo(new Placement.Halt(Why.BACK, 8));
    }

    @Test
    void aHaltedPartitionGoesOnWhereSomeoneSaysAndNowhereElse() {
        Said cut = new Said.Halted(Why.CUT, 6);
        Said back = new Said.Halted(Why.BACK, 8);

        assertThat(place(7, cut, 6))
                .as("a log that was cut and grew again is still another log")
                .isEqualTo(new Placement.Halt(Why.CUT, 6));
        assertThat(skipped(cut, 6, 6)).isInstanceOf(Placement.Halt.class);
        assertThat(skipped(cut, 6, 7)).isEqualTo(new Placement.Lost(6, 7, "skipped by ann: old"));
        assertThat(skipped(cut, 6, 10)).isInstanceOf(Placement.Halt.class);
        assertThat(skipped(back, 8, 7)).isInstanceOf(Placement.Halt.class);
        assertThat(skipped(back, 8, 8)).isEqualTo(new Placement.Resume(8));
    }

    @Test
    void aPartitionThatKilledTooOftenIsHaltedAndMayBeTriedAgainOrSkipped() {
        Said reading = new Said.Reading(5, 0, "i-1");
        Said deadly = new Said.Halted(Why.DEADLY, 7);

        assertThat(deadly(7, reading)).isEqualTo(new Placement.Halt(Why.DEADLY, 7));
        assertThat(deadly(3, reading)).isEqualTo(new Placement.Lost(3, 5, Placement.RETENTION));
        assertThat(place(7, deadly, 7)).isEqualTo(new Placement.Halt(Why.DEADLY, 7));
        assertThat(skipped(deadly, 7, 6)).isInstanceOf(Placement.Halt.class);
        assertThat(skipped(deadly, 7, 7)).isEqualTo(new Placement.Resume(7));
        assertThat(skipped(deadly, 7, 8))
                .isEqualTo(new Placement.Lost(7, 8, "skipped by ann: old"));
    }

    private static Placement deadly(long offset, Said said) {
        return Placement.of(new Places.Known(offset, said, offset, true), LOG, Start.LATEST, null);
    }

    private static Placement skipped(Said said, long told, long to) {
        Skip skip = new Skip("a", "t", new UUID(0, 0), 0, 7, to, "old", "ann", Instant.EPOCH);
        return Placement.of(new Places.Known(7, said, told, false), LOG, Start.LATEST, skip);
    }

    @Test
    void aMarkIsReadAsItWasWritten() {
        for (Said said :
                List.of(
                        CLEAN,
                        new Said.Open("i-1"),
                        new Said.Trying(3, "i-1"),
                        new Said.Reading(2, 0, "i-1"),
                        new Said.Halted(Why.DEADLY, 41),
                        new Said.Halted(Why.BACK, 41))) {
            Mark mark = new Mark(new UUID(7, 9), said);
            assertThat(Mark.read(mark.text())).contains(mark);
        }
        Mark failed =
                new Mark(
                        new UUID(7, 9),
                        new Said.Open("i-1"),
                        new Mark.Waiting("DPT", Instant.ofEpochMilli(1_790_000_000_000L)));
        assertThat(Mark.read(failed.text())).contains(failed);
        assertThat(Mark.read(failed.text() + " more")).isEmpty();
        assertThat(Mark.read("")).isEmpty();
        assertThat(Mark.read("clean and more")).isEmpty();
    }

    @Test
    void pausesGrowToALimit() {
        Duration longest = Duration.ofSeconds(15);

        assertThat(dev.scorebus.score.kafka.Pause.after(1, longest)).hasMillis(100);
        assertThat(dev.scorebus.score.kafka.Pause.after(4, longest)).hasMillis(800);
        assertThat(dev.scorebus.score.kafka.Pause.after(1000, longest)).isEqualTo(longest);
    }
}
