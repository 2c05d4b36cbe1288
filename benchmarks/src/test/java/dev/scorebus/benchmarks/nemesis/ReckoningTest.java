package dev.scorebus.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReckoningTest {
    private static final Map<String, Fate> SENT = Map.of("good", Fate.SCORED, "poison", Fate.DEAD);

    @Test
    void itHoldsWhenEachMessageBecameOnceWhatItShould() {
        assertThat(Reckoning.of(SENT, Map.of("good", 1), Map.of("poison", 1)).holds()).isTrue();
    }

    @Test
    void aMessageOfWhichNothingCameIsMissing() {
        Reckoning reckoning = Reckoning.of(SENT, Map.of(), Map.of("poison", 1));

        assertThat(reckoning.holds()).isFalse();
        assertThat(reckoning.missing()).containsExactly("good");
    }

    @Test
    void aMessageThatWasScoredTwiceIsDoubled() {
        Reckoning reckoning = Reckoning.of(SENT, Map.of("good", 2), Map.of("poison", 1));

        assertThat(reckoning.holds()).isFalse();
        assertThat(reckoning.doubled()).containsExactly("good");
    }

    @Test
    void aMessageThatWasScoredAndIsADeadLetterIsDoubledAndMisplaced() {
        Reckoning reckoning = Reckoning.of(SENT, Map.of("good", 1), Map.of("good", 1, "poison", 1));

        assertThat(reckoning.doubled()).containsExactly("good");
        assertThat(reckoning.misplaced()).containsExactly("good");
    }

    @Test
    void aPoisonThatWasScoredIsMisplaced() {
        Reckoning reckoning = Reckoning.of(SENT, Map.of("good", 1, "poison", 1), Map.of());

        assertThat(reckoning.holds()).isFalse();
        assertThat(reckoning.misplaced()).containsExactly("poison");
    }

    @Test
    void aScoreOfWhatNobodySentIsUnknown() {
        Reckoning reckoning =
                Reckoning.of(SENT, Map.of("good", 1, "stranger", 1), Map.of("poison", 1));

        assertThat(reckoning.holds()).isFalse();
        assertThat(reckoning)
                .hasToString("missing [], doubled [], misplaced [], unknown [stranger]");
    }
}
