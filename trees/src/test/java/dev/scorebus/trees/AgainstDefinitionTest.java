package dev.scorebus.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The explanation beside the Shapley value's own definition, a sum over all sets of known features.
class AgainstDefinitionTest {
    private static final int FEATURES = 7;
    private static final double CLOSE = 5e-6;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void contributionsAreShapleyValues(int depth) throws Exception {
        Random random = new Random(depth);
        for (int repetition = 0; repetition < (depth < 8 ? 12 : 3); repetition++) {
            List<SmallTree> trees =
                    Stream.generate(() -> SmallTree.random(random, FEATURES, depth))
                            .limit(3)
                            .toList();
            TreeEnsemble model = TreeEnsemble.read(ModelText.of(FEATURES, trees));
            for (int row = 0; row < 3; row++) {
                check(model, trees, random(random));
            }
        }
    }

    @Test
    void aNodeWithoutTrainingWeightCountsItsChildrenHalfEach() throws Exception {
        SmallTree.Split empty =
                new SmallTree.Split(
                        1, 1, Set.of(), true, new SmallTree.Leaf(4, 0), new SmallTree.Leaf(8, 0));
        SmallTree.Split root =
                new SmallTree.Split(0, 1, Set.of(), true, empty, new SmallTree.Leaf(1, 10));
        TreeEnsemble model = TreeEnsemble.read(ModelText.of(2, List.of(root)));
        float[] out = new float[3];

        model.explainer().contributions(new float[] {0, 0}, 1, out);

        assertThat(out).containsExactly(new float[] {4, -1, 1.5f}, offset(1e-6f));
    }

    private static void check(TreeEnsemble model, List<SmallTree> trees, float[] row) {
        float[] out = new float[FEATURES + 1];
        model.explainer().contributions(row, 1, out);
        for (int feature = 0; feature < FEATURES; feature++) {
            int wanted = feature;
            double sum = trees.stream().mapToDouble(tree -> tree.shapley(row, wanted)).sum();
            assertThat((double) out[feature]).isCloseTo(sum, offset(CLOSE));
        }
        double bias = trees.stream().mapToDouble(tree -> tree.value(row, 0)).sum();
        assertThat((double) out[FEATURES]).isCloseTo(bias + 0.5, offset(CLOSE));
        float[] margin = new float[1];
        model.predictor().margins(row, 1, margin);
        double full = trees.stream().mapToDouble(tree -> tree.value(row, -1)).sum();
        assertThat((double) margin[0]).isCloseTo(full + 0.5, offset(CLOSE));
    }

    private static float[] random(Random random) {
        float[] row = new float[FEATURES];
        for (int feature = 0; feature < FEATURES; feature++) {
            row[feature] = random.nextInt(5) == 0 ? Float.NaN : random.nextInt(45);
        }
        return row;
    }
}
