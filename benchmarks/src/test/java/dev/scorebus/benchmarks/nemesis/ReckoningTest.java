package dev.scorebus.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.benchmarks.nemesis.Ledger.Fate;
import dev.scorebus.benchmarks.nemesis.Outcomes.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReckoningTest {
    private static final Map<String, Fate> SENT =
            Map.of(
                    "good",
                    Fate.SCORED,
                    "late",
                    Fate.HEALED,
                    "poison",
                    Fate.DEAD,
                    "worn",
                    Fate.WORN_OUT);

    private final Map<String, Integer> scores = new HashMap<>(Map.of("good", 1, "late", 1));
    private final Map<String, List<Integer>> retries =
            new HashMap<>(Map.of("late", List.of(3, 2), "worn", List.of(2, 3, 4, 5, 6)));
    private final Map<String, List<Integer>> letters =
            new HashMap<>(Map.of("poison", List.of(1), "worn", List.of(6)));

    private Reckoning reckoning() {
        return Reckoning.of(SENT, new Found(scores, retries, letters), false);
    }

    private void assertThatOnlyWrong(String word) {
        assertThat(reckoning().holds()).isFalse();
        assertThat(reckoning().toString().replaceAll("[a-z]+ \\[\\](, )?", ""))
                .startsWith(word + " [");
    }

    @Test
    void itHoldsWhenEachMessageBecameOnceWhatItShould() {
        assertThat(reckoning()).matches(Reckoning::holds);
    }

    @Test
    void aMessageOfWhichNothingCameIsMissing() {
        scores.remove("good");

        assertThatOnlyWrong("missing");
        assertThat(reckoning().missing()).containsExactly("good");
    }

    @Test
    void aMessageThatWasScoredTwiceIsDoubled() {
        scores.put("good", 2);

        assertThatOnlyWrong("doubled");
        assertThat(reckoning().doubled()).containsExactly("good");
    }

    @Test
    void aMessageThatWasScoredAndIsADeadLetterIsDoubledAndMisplaced() {
        letters.put("good", List.of(1));

        assertThat(reckoning().doubled()).containsExactly("good");
        assertThat(reckoning().misplaced()).containsExactly("good");
    }

    @Test
    void aPoisonThatWasScoredIsMisplaced() {
        letters.remove("poison");
        scores.put("poison", 1);

        assertThatOnlyWrong("misplaced");
        assertThat(reckoning().misplaced()).containsExactly("poison");
    }

    @Test
    void aMessageThatDiedAfterFiveAttemptsIsMiscounted() {
        retries.put("worn", List.of(2, 3, 4, 5));
        letters.put("worn", List.of(5));

        assertThatOnlyWrong("miscounted");
    }

    @Test
    void anAttemptThatWasMadeTwiceIsMiscounted() {
        retries.put("worn", List.of(2, 3, 3, 4, 5));

        assertThatOnlyWrong("miscounted");
    }

    @Test
    void aMessageThatKillsIsMiscountedUnlessItDiedSixTimesAndNeverWaited() {
        Map<String, Fate> sent = Map.of("killer", Fate.KILLS);
        Found right = new Found(Map.of(), Map.of(), Map.of("killer", List.of(6)));
        Found early = new Found(Map.of(), Map.of(), Map.of("killer", List.of(5)));
        Found waited =
                new Found(Map.of(), Map.of("killer", List.of(2)), Map.of("killer", List.of(6)));

        assertThat(Reckoning.of(sent, right, false)).matches(Reckoning::holds);
        assertThat(Reckoning.of(sent, early, false).miscounted()).hasSize(1);
        assertThat(Reckoning.of(sent, waited, false).miscounted()).hasSize(1);
    }

    @Test
    void aMessageMayHaveWaitedForAnothersSakeOnlyWhereItsProgramIsKilled() {
        retries.put("good", List.of(2));

        assertThatOnlyWrong("miscounted");
        Found found = new Found(scores, retries, letters);
        assertThat(Reckoning.of(SENT, found, true)).matches(Reckoning::holds);
        retries.put("good", List.of(3));
        assertThat(Reckoning.of(SENT, found, true).miscounted()).hasSize(1);
    }

    @Test
    void aSeventhAttemptIsMiscounted() {
        retries.put("worn", List.of(2, 3, 4, 5, 6, 7));
        letters.put("worn", List.of(7));

        assertThatOnlyWrong("miscounted");
    }

    @Test
    void anAttemptThatIsMissingFromTheDeadLettersCountIsMiscounted() {
        letters.put("worn", List.of(5));

        assertThatOnlyWrong("miscounted");
    }

    @Test
    void aGoodMessageThatWasTriedAgainIsMiscounted() {
        retries.put("good", List.of(2));

        assertThatOnlyWrong("miscounted");
    }

    @Test
    void aPoisonThatWasTriedAgainIsMiscounted() {
        retries.put("poison", List.of(2));
        letters.put("poison", List.of(2));

        assertThatOnlyWrong("miscounted");
    }

    @Test
    void aScoreOfWhatNobodySentIsUnknown() {
        scores.put("stranger", 1);

        assertThat(reckoning().holds()).isFalse();
        assertThat(reckoning())
                .hasToString(
                        "missing [], doubled [], misplaced [], miscounted [], unknown [stranger]");
    }
}
