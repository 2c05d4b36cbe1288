package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final long AT_ONCE = 0;
    private final Turns turns = new Turns(Duration.ofHours(1));

    private static boolean hasTurn(Turns turns) throws InterruptedException {
        return turns.take(System.nanoTime() + AT_ONCE) >= 0;
    }

    @Test
    void thereAreAsManyAsTheProgramSays() throws InterruptedException {
        assertThat(hasTurn(turns)).isTrue();
        assertThat(hasTurn(turns)).isFalse();

        turns.allow(2);

        assertThat(hasTurn(turns)).isTrue();
        assertThat(hasTurn(turns)).isFalse();
        turns.give();
        assertThat(hasTurn(turns)).isTrue();
    }

    @Test
    void afterAnEndWithSeveralInFlightEachIsAlone() throws InterruptedException {
        turns.allow(3);
        assertThat(hasTurn(turns)).isTrue();
        assertThat(hasTurn(turns)).isTrue();

        turns.ended(2);
        turns.allow(3);
        turns.give();

        assertThat(hasTurn(turns)).isFalse();
        turns.give();
        assertThat(hasTurn(turns)).isTrue();
        assertThat(hasTurn(turns)).isFalse();
    }

    @Test
    void afterAnEndWithOneInFlightNobodyIsDoubted() throws InterruptedException {
        turns.allow(2);

        turns.ended(1);

        assertThat(hasTurn(turns)).isTrue();
        assertThat(hasTurn(turns)).isTrue();
    }

    @Test
    void theDoubtEnds() throws InterruptedException {
        Turns soon = new Turns(Duration.ZERO);
        soon.allow(2);

        soon.ended(2);

        assertThat(hasTurn(soon)).isTrue();
        assertThat(hasTurn(soon)).isTrue();
    }
}
