package dev.scorebus.tracking.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which spans come into one row.
class StretchTest {
    private static final Instant MINUTE = Instant.parse("2026-02-03T04:05:00Z");
    private static final Stretch FIRST = scored(0, 10, 1);

    @Test
    void whatFollowsInTheSameMinuteAndInTheSameWayIsAddedUp() {
        Stretch next = scored(10, 25, 1);

        assertThat(FIRST.growsBy(next)).isTrue();
        Stretch both = FIRST.and(next);
        assertThat(both).isEqualTo(scored(0, 25, 1));
        assertThat(both.models()).isEqualTo(Map.of(1, 25));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "11, 2, 1, STREAM, -, here",
                "10, 60, 1, STREAM, -, here",
                "10, 2, 2, STREAM, -, here",
                "10, 2, 1, BATCH, -, here",
                "10, 2, 1, STREAM, run, here",
                "10, 2, 1, STREAM, -, there"
            })
    void aHoleAnotherMinuteModelModeRunOrInstanceBeginsARow(
            long lo, int seconds, int model, String mode, @Nullable String runId, String instance) {
        Instant at = MINUTE.plusSeconds(seconds);
        Stretch next =
                new Stretch(
                        1,
                        lo,
                        20,
                        10,
                        10,
                        0,
                        0,
                        0,
                        mode,
                        at,
                        at,
                        runId,
                        instance,
                        Map.of(model, 10));

        assertThat(FIRST.growsBy(next)).isFalse();
    }

    @Test
    void aRowOfScoresTakesNoDroppedMessagesBecauseNobodyCouldTellThemApart() {
        Stretch some = counted(10, 20, 10, 4, 6, 0);
        Stretch all = counted(20, 30, 10, 0, 10, 0);

        assertThat(FIRST.growsBy(some)).isFalse();
        assertThat(some.growsBy(all)).isTrue();
        assertThat(some.growsBy(counted(20, 30, 10, 10, 0, 0))).isTrue();
        assertThat(all.growsBy(counted(30, 40, 10, 10, 0, 0))).isFalse();
    }

    @Test
    void aRowOfMessagesTakesNoRecordsThatStandForOthers() {
        Stretch relayed = counted(10, 20, 10, 0, 0, 10);

        assertThat(FIRST.growsBy(relayed)).isFalse();
        assertThat(relayed.growsBy(counted(20, 30, 5, 0, 0, 5))).isTrue();
        assertThat(relayed.growsBy(counted(20, 30, 5, 5, 0, 0))).isFalse();
    }

    private static Stretch scored(long lo, long hi, int model) {
        int count = (int) (hi - lo);
        return new Stretch(
                1,
                lo,
                hi,
                count,
                count,
                0,
                0,
                0,
                "STREAM",
                MINUTE,
                MINUTE,
                null,
                "here",
                Map.of(model, count));
    }

    private static Stretch counted(
            long lo, long hi, int records, int scored, int filtered, int relayed) {
        Map<Integer, Integer> models = scored == 0 ? Map.of() : Map.of(1, scored);
        return new Stretch(
                1,
                lo,
                hi,
                records,
                scored,
                filtered,
                records - scored - filtered - relayed,
                relayed,
                "STREAM",
                MINUTE,
                MINUTE,
                null,
                "here",
                models);
    }
}
