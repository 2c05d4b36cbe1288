package dev.scorebus.train.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.scorebus.model.Target;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QualityTest {
    @Test
    void aucCountsHowOftenAPositiveScoresAboveANegative() {
        float[] scores = {0.1f, 0.4f, 0.35f, 0.8f};
        boolean[] positive = {false, false, true, true};

        assertThat(Quality.auc(scores, positive)).hasValue(0.75);
    }

    @Test
    void aTieCountsHalf() {
        float[] scores = {0.5f, 0.5f, 0.5f, 0.9f};
        boolean[] positive = {true, false, false, true};

        assertThat(Quality.auc(scores, positive)).hasValue((0.5 + 0.5 + 1 + 1) / 4);
    }

    @Test
    void scoresThatAreAllEqualTellNothing() {
        float[] scores = {1, 1, 1, 1, 1};
        boolean[] positive = {true, false, true, false, false};

        assertThat(Quality.auc(scores, positive)).hasValue(0.5);
    }

    @Test
    void negativeScoresAndBothZerosAreOrderedLikeNumbers() {
        float[] scores = {-2f, -1f, -0f, 0f, 3f};
        boolean[] positive = {false, true, true, false, true};

        assertThat(Quality.auc(scores, positive)).hasValue((1 + 1.5 + 2) / 6);
    }

    @Test
    void thereIsNoAucOfOneClass() {
        assertThat(Quality.auc(new float[] {1, 2}, new boolean[] {true, true})).isEmpty();
        assertThat(Quality.auc(new float[0], new boolean[0])).isEmpty();
    }

    @Test
    void aucAgreesWithComparingAllPairs() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 50; round++) {
            float[] scores = new float[40];
            boolean[] positive = new boolean[40];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (random.nextInt(9) - 4) / 4f;
                positive[i] = i == 0 || (i != 1 && random.nextInt(3) == 0);
            }

            assertThat(Quality.auc(scores, positive).orElseThrow())
                    .isEqualTo(pairs(scores, positive), offset(1e-12));
        }
    }

    @Test
    void logLossBrierAndAccuracyOfThreeRowsAreAsWorkedOutByHand() {
        double[][] given = {{0.7, 0.2, 0.1}, {0.1, 0.6, 0.3}, {0.4, 0.4, 0.2}};
        int[] truth = {0, 1, 2};

        assertThat(Quality.logLoss(given, truth))
                .isEqualTo(-(Math.log(0.7) + Math.log(0.6) + Math.log(0.2)) / 3, offset(1e-12));
        assertThat(Quality.brier(given, truth))
                .isEqualTo((0.14 + 0.26 + (0.16 + 0.16 + 0.64)) / 3, offset(1e-12));
        assertThat(Quality.accuracy(given, truth)).isEqualTo(2 / 3.0, offset(1e-12));
    }

    @Test
    void brierOfTwoClassesLooksAtThePositiveOne() {
        double[][] given = {{0.2, 0.8}, {0.9, 0.1}};

        assertThat(Quality.brier(given, new int[] {1, 1}))
                .isEqualTo((0.04 + 0.81) / 2, offset(1e-12));
    }

    @Test
    void aSureMistakeCostsMuchButNotInfinitelyMuch() {
        assertThat(Quality.logLoss(new double[][] {{1, 0}}, new int[] {1}))
                .isEqualTo(-Math.log(1e-15), offset(1e-9));
    }

    @Test
    void errorsOfNumbersAreAsWorkedOutByHand() {
        double[] predicted = {2, 4, 6};
        double[] truth = {1, 4, 8};

        assertThat(Quality.mae(predicted, truth)).isEqualTo(1, offset(1e-12));
        assertThat(Quality.rmse(predicted, truth)).isEqualTo(Math.sqrt(5 / 3.0), offset(1e-12));
        double mean = 13 / 3.0;
        double variance = Math.pow(1 - mean, 2) + Math.pow(4 - mean, 2) + Math.pow(8 - mean, 2);
        assertThat(Quality.r2(predicted, truth).orElseThrow())
                .isEqualTo(1 - 5 / variance, offset(1e-12));
        assertThat(Quality.r2(new double[] {1, 2}, new double[] {3, 3})).isEmpty();
    }

    @Test
    void baseRatesKnowTheTrainingLabelsAndNothingElse() {
        Target target = new Target(Target.Type.MULTI_CLASS, "t", List.of("A", "B", "C"));
        float[][] predicted = {{0.1f, 0.8f, 0.1f}, {0.6f, 0.3f, 0.1f}};
        float[] trained = {0, 0, 1, 2};

        Map<String, Double> card = Scorecard.of(target, predicted, new float[] {1, 0}, trained);

        assertThat(card)
                .containsEntry("accuracy", 1.0)
                .containsEntry("accuracy.base", 0.5)
                .containsEntry("logLoss.base", -(Math.log(0.25) + Math.log(0.5)) / 2)
                .containsEntry("auc.A", 1.0)
                .containsEntry("auc.B", 1.0)
                .containsEntry("auc.ovr", 1.0)
                .doesNotContainKey("auc.C");
    }

    @Test
    void theBaseOfARegressionIsTheTrainingRowsMedianAndMean() {
        Target target = new Target(Target.Type.REGRESSION, "t", List.of());

        Map<String, Double> card =
                Scorecard.of(
                        target,
                        new float[][] {{1}, {2}},
                        new float[] {1, 2},
                        new float[] {0, 1, 8});

        assertThat(card)
                .containsEntry("mae", 0.0)
                .containsEntry("mae.base", 0.5)
                .containsEntry("rmse.base", Math.sqrt((4 + 1) / 2.0))
                .containsEntry("r2", 1.0);
    }

    private static double pairs(float[] scores, boolean[] positive) {
        double wins = 0;
        int all = 0;
        for (int p = 0; p < scores.length; p++) {
            for (int n = 0; n < scores.length; n++) {
                if (positive[p] && !positive[n]) {
                    all++;
                    wins += scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0;
                }
            }
        }
        return wins / all;
    }
}
