package dev.scorebus.score.installed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Hello;
import dev.scorebus.bridge.ProgramCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProcessSeatsTest {
    private final List<Counted> launched = new ArrayList<>();

    private ProcessSeats seats(int each) {
        return new ProcessSeats(launch(), each, this::launch);
    }

    private Counted launch() {
        Counted fresh = new Counted();
        launched.add(fresh);
        return fresh;
    }

    private static List<ProgramCalls> take(ProcessSeats seats, int count) {
        return IntStream.range(0, count).mapToObj(_ -> seats.take()).toList();
    }

    private static void call(ProgramCalls seat) {
        CallOutcome _ = seat.call(new Call.Request("sum", "1", Duration.ofSeconds(1)));
    }

    @Test
    void aProcessIsSharedByAsManyAsItTakesCalls() {
        List<ProgramCalls> taken = take(seats(2), 5);
        taken.forEach(ProcessSeatsTest::call);

        assertThat(launched).extracting(each -> each.calls).containsExactly(2, 2, 1);
    }

    @Test
    void aProcessEndsWithItsLastUserAndNotBefore() {
        ProcessSeats seats = seats(2);
        List<ProgramCalls> taken = take(seats, 3);

        taken.get(0).close();
        taken.get(0).close();
        assertThat(launched).extracting(each -> each.closed).containsExactly(0, 0);
        taken.get(2).close();
        assertThat(launched).extracting(each -> each.closed).containsExactly(0, 1);

        ProgramCalls again = seats.take();
        call(again);
        assertThat(launched.getFirst().calls).isEqualTo(1);
        taken.get(1).close();
        again.close();
        assertThat(launched).extracting(each -> each.closed).containsExactly(1, 1);
        call(seats.take());
        assertThat(launched).hasSize(3);
    }

    @Test
    void oneThatTakesManyIsTheOnlyOne() {
        assertThat(seats(1).most(4)).isEqualTo(4);
        assertThat(seats(100).most(4)).isEqualTo(100);
    }

    private static final class Counted implements ProgramCalls {
        private int calls;
        private int closed;

        @Override
        public CallOutcome call(Call call) {
            calls++;
            return new CallOutcome.Result("1");
        }

        @Override
        public Hello ready() {
            return new Hello("counted", List.of("sum"), 1, false, false, List.of(), "");
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
