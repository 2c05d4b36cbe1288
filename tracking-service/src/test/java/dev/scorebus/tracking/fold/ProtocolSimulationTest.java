package dev.scorebus.tracking.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.tracking.fold.ProtocolDesign.Mutant;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The protocol holds under any schedule; take one property away, and it does not.
class ProtocolSimulationTest {
    private static final int SEEDS = Integer.getInteger("scorebus.seeds", 1_000);
    private static final int MUTANT_SEEDS = 500;

    /// So many schedules find a mutant out; one that only few schedules can find out needs fewer.
    private static final int CAUGHT = 25;

    private static final int RARELY_CAUGHT = 3;

    @Test
    void nothingIsLostAndNothingIsCountedTwiceUnderTheSeedsOfEveryBuild() {
        holds(0);
    }

    @Test
    void nothingIsLostAndNothingIsCountedTwiceUnderFreshSeeds() {
        holds(RandomGenerator.getDefault().nextLong() >>> 1);
    }

    @Test
    @EnabledIfSystemProperty(named = "scorebus.seed", matches = "-?[0-9]+")
    void theSeedThatWasAskedForHolds() {
        long seed = Long.getLong("scorebus.seed", 0);

        assertThat(ProtocolSimulation.violations(ProtocolDesign.BUILT, seed)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mutant.class)
    void everyMutantIsCaught(Mutant mutant) {
        int enough = mutant.isRare() ? RARELY_CAUGHT : CAUGHT;

        long caught =
                LongStream.range(0, mutant.isRare() ? MUTANT_SEEDS : MUTANT_SEEDS / 4)
                        .filter(
                                seed ->
                                        !ProtocolSimulation.violations(mutant.design(), seed)
                                                .isEmpty())
                        .limit(enough)
                        .count();

        assertThat(caught).isEqualTo(enough);
    }

    private static void holds(long first) {
        for (long seed = first; seed < first + SEEDS; seed++) {
            assertThat(ProtocolSimulation.violations(ProtocolDesign.BUILT, seed))
                    .as("replay with -Dscorebus.seed=%d", seed)
                    .isEmpty();
        }
    }
}
