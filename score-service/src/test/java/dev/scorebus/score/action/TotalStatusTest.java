package dev.scorebus.score.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.score.action.ActionStatus.Halted;
import dev.scorebus.score.action.ActionStatus.ModelCount;
import dev.scorebus.score.action.ActionStatus.Partition;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.action.ActionStatus.Trouble;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How several instances are doing, in one status.
class TotalStatusTest {
    private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");

    @Test
    void countsAreAddedUpAndPartitionsStandTogether() {
        ActionStatus total =
                TotalStatus.of(
                        List.of(
                                status(State.RUNNING, null, List.of(at(1, 10)), List.of(), null),
                                status(State.RUNNING, null, List.of(at(0, 20)), List.of(), null)));

        assertThat(total.partitions()).containsExactly(at(0, 20), at(1, 10));
        assertThat(total.scored()).isEqualTo(14);
        assertThat(total.perSecond()).isEqualTo(5);
        assertThat(total.models())
                .containsExactly(new ModelCount("m", "v1", 10), new ModelCount("m", "v2", 4));
    }

    @Test
    void onePartitionIsWhereTheNewestWordSaysAndWhoReadsItIsNotHalted() {
        Halted halted = new Halted("in", 0, 3, "cut");
        ActionStatus total =
                TotalStatus.of(
                        List.of(
                                status(State.RUNNING, null, List.of(at(0, 30)), List.of(), null),
                                status(
                                        State.FAILED,
                                        "cut",
                                        List.of(at(0, 20)),
                                        List.of(halted),
                                        null)));

        assertThat(total.partitions()).containsExactly(at(0, 30));
        assertThat(total.halted()).isEmpty();
    }

    @Test
    void oneThatFailsIsSaidThoughTheOthersRunAndTheFirstErrorStays() {
        Trouble early = new Trouble("first", NOON, 2);
        Trouble late = new Trouble("then", NOON.plusSeconds(9), 3);
        ActionStatus total =
                TotalStatus.of(
                        List.of(
                                status(State.RUNNING, null, List.of(), List.of(), late),
                                status(State.FAILED, "why", List.of(), List.of(), early)));

        assertThat(total.state()).isEqualTo(State.FAILED);
        assertThat(total.reason()).isEqualTo("why");
        assertThat(total.trouble()).isEqualTo(new Trouble("first", NOON, 5));
        assertThat(total.lastError()).isEqualTo("then");
    }

    private static Partition at(int partition, long position) {
        return new Partition("in", partition, position, position, position + 1, 1);
    }

    private static ActionStatus status(
            State state,
            @Nullable String reason,
            List<Partition> partitions,
            List<Halted> halted,
            @Nullable Trouble trouble) {
        return new ActionStatus(
                state,
                reason,
                partitions,
                halted,
                7,
                0,
                0,
                0,
                List.of(new ModelCount("m", "v1", 5), new ModelCount("m", "v2", 2)),
                2.5,
                trouble == null ? null : trouble.firstError(),
                trouble == null ? null : trouble.since(),
                trouble);
    }
}
