package dev.scorebus.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The model that the platform's main example trains: 300 trees of depth 6 over 13 features of pull requests.
class RealModelTest {
    private static final int EXPLAINED = 2000;

    private static PullRequests data;
    private static Booster booster;
    private static Oracle.Table table;

    @BeforeAll
    static void train() throws Exception {
        data = PullRequests.find();
        System.out.println("RealModelTest uses " + data.source());
        int trained = data.count() * 4 / 5;
        Oracle.Table past =
                Oracle.numbers(
                        data.rows(0, trained),
                        Arrays.copyOf(data.labels(), trained),
                        PullRequests.FEATURES);
        booster =
                Oracle.train(
                        past,
                        100,
                        Map.of("objective", "multi:softprob", "num_class", 3, "eta", 0.1));
        table =
                Oracle.numbers(
                        data.rows(trained, trained + EXPLAINED),
                        new float[EXPLAINED],
                        PullRequests.FEATURES);
    }

    @Test
    void threeHundredTreesAgreeOnTwoThousandRows() throws Exception {
        TreeEnsemble model = Oracle.assertAgrees(booster, table, "ubj");

        assertThat(model.trees()).isEqualTo(300);
        assertThat(model.groups()).isEqualTo(3);
        assertThat(model.features()).isEqualTo(PullRequests.FEATURES);
    }

    @Test
    void explainingOneGroupPerRowGivesThatGroupsNumbers() throws Exception {
        TreeEnsemble model = TreeEnsemble.read(booster.toByteArray("ubj"));
        int width = PullRequests.FEATURES + 1;
        float[] all = new float[EXPLAINED * 3 * width];
        model.explainer().contributions(table.rows(), EXPLAINED, all);
        int[] group = new int[EXPLAINED];
        Arrays.setAll(group, row -> row * 7 / 3 % 3);
        float[] chosen = new float[EXPLAINED * width];

        model.explainer().contributions(table.rows(), EXPLAINED, group, chosen);

        for (int row = 0; row < EXPLAINED; row++) {
            int from = (row * 3 + group[row]) * width;
            assertThat(Arrays.copyOfRange(chosen, row * width, (row + 1) * width))
                    .isEqualTo(Arrays.copyOfRange(all, from, from + width));
        }
    }

    @Test
    void aRowsNumbersDoNotDependOnTheRowsBesideIt() throws Exception {
        TreeEnsemble model = TreeEnsemble.read(booster.toByteArray("ubj"));
        int width = 3 * (PullRequests.FEATURES + 1);
        int count = 300;
        float[] together = new float[count * width];
        model.explainer().contributions(table.rows(), count, together);
        Explainer explainer = model.explainer();
        float[] alone = new float[width];

        for (int row = 0; row < count; row++) {
            float[] one =
                    Arrays.copyOfRange(
                            table.rows(),
                            row * PullRequests.FEATURES,
                            (row + 1) * PullRequests.FEATURES);
            explainer.contributions(one, 1, alone);
            assertThat(alone)
                    .isEqualTo(Arrays.copyOfRange(together, row * width, (row + 1) * width));
        }
    }
}
