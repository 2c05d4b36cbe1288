package dev.scorebus.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AgainstXgboostTest {
    private static final int CATEGORIES = 70;

    private static final List<Map<String, Object>> OBJECTIVES =
            List.of(
                    Map.of("objective", "binary:logistic"),
                    Map.of("objective", "binary:logistic", "base_score", 0.2),
                    Map.of("objective", "multi:softprob", "num_class", 3),
                    Map.of("objective", "reg:squarederror"),
                    Map.of("objective", "reg:squarederror", "base_score", 3.5));

    static Stream<Map<String, Object>> models() {
        List<Map<String, Object>> models = new ArrayList<>();
        for (Map<String, Object> objective : OBJECTIVES) {
            for (int depth : new int[] {1, 3, 6, 10}) {
                Map<String, Object> parameters = new HashMap<>(objective);
                parameters.put("max_depth", depth);
                models.add(parameters);
            }
        }
        return models.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void numbersAreExplainedAsByXgboost(Map<String, Object> parameters) throws Exception {
        Oracle.Table table = random(8, false, classes(parameters));
        Booster booster = Oracle.train(table, 12, parameters);

        Oracle.assertAgrees(booster, table, "ubj");
        Oracle.assertAgrees(booster, table, "json");
    }

    @ParameterizedTest
    @MethodSource("models")
    void categoriesAreExplainedAsByXgboost(Map<String, Object> parameters) throws Exception {
        Oracle.Table table = random(6, true, classes(parameters));
        for (int oneHot : new int[] {1, 100}) {
            Map<String, Object> all = new HashMap<>(parameters);
            all.put("tree_method", "hist");
            all.put("max_cat_to_onehot", oneHot);
            Booster booster = Oracle.train(table, 8, all);

            TreeEnsemble model = Oracle.assertAgrees(booster, table, oneHot == 1 ? "ubj" : "json");
            if (model.plan.depth > 2) {
                assertThat(model.forest.words).isNotEmpty();
            }
        }
    }

    @Test
    void deepTreesWithManyRepeatedFeaturesAreExplainedAsByXgboost() throws Exception {
        for (int features : new int[] {3, 20}) {
            Oracle.Table table = random(features, false, 0);
            Map<String, Object> parameters =
                    Map.of(
                            "objective",
                            "reg:squarederror",
                            "max_depth",
                            16,
                            "min_child_weight",
                            0,
                            "lambda",
                            0.1);
            Booster booster = Oracle.train(table, 10, parameters);

            TreeEnsemble model = Oracle.assertAgrees(booster, table, "ubj");
            assertThat(model.plan.depth).isEqualTo(16);
        }
    }

    @Test
    void treesOfOneLeafGiveTheBiasOnly() throws Exception {
        for (Map<String, Object> objective : OBJECTIVES) {
            Oracle.Table table = random(4, false, classes(objective));
            Map<String, Object> parameters = new HashMap<>(objective);
            parameters.put("gamma", 1e9);
            Booster booster = Oracle.train(table, 5, parameters);

            TreeEnsemble model = Oracle.assertAgrees(booster, table, "ubj");
            assertThat(model.plan.depth).isZero();
        }
    }

    @Test
    void boostedForestsAndPrunedTreesAgree() throws Exception {
        Oracle.Table table = random(6, false, 3);
        Booster forest =
                Oracle.train(
                        table,
                        4,
                        Map.of(
                                "objective",
                                "multi:softprob",
                                "num_class",
                                3,
                                "num_parallel_tree",
                                3,
                                "subsample",
                                0.6));
        Oracle.assertAgrees(forest, table, "ubj");

        Booster pruned =
                Oracle.train(
                        table,
                        4,
                        Map.of("objective", "reg:squarederror", "gamma", 3, "max_depth", 8));
        Oracle.assertAgrees(pruned, table, "json");
    }

    @Test
    void allRoundsOfAnEarlyStoppedModelCountAsTheyDoForXgboost() throws Exception {
        Oracle.Table table = random(6, false, 2);
        Oracle.Table other = random(6, false, 2, 99);
        DMatrix matrix = table.matrix();
        Map<String, DMatrix> watches = Map.of("test", other.matrix());
        Map<String, Object> parameters =
                Map.of("objective", "binary:logistic", "max_depth", 6, "eta", 1.0, "nthread", 1);
        Booster booster = XGBoost.train(matrix, parameters, 60, watches, null, null, null, 4);
        Booster loaded = XGBoost.loadModel(booster.toByteArray("ubj"));

        assertThat(loaded.getAttr("best_iteration")).isNotNull();
        TreeEnsemble model = Oracle.assertAgrees(loaded, table, "ubj");
        assertThat(model.trees())
                .isLessThan(60)
                .isGreaterThan(Integer.parseInt(loaded.getAttr("best_iteration")) + 1);
    }

    private static int classes(Map<String, Object> parameters) {
        if (parameters.containsKey("num_class")) {
            return 3;
        }
        return parameters.containsValue("binary:logistic") ? 2 : 0;
    }

    private static Oracle.Table random(int features, boolean categories, int classes) {
        return random(features, categories, classes, 5);
    }

    /// 700 rows of few distinct values, a fifth of them missing; where there are categories, every other feature is one.
    private static Oracle.Table random(int features, boolean categories, int classes, long seed) {
        Random random = new Random(seed);
        int count = 700;
        String[] types = new String[features];
        Arrays.setAll(types, feature -> categories && feature % 2 == 0 ? "c" : "float");
        float[] rows = new float[count * features];
        float[] labels = new float[count];
        for (int row = 0; row < count; row++) {
            double signal = random.nextGaussian() / 2;
            for (int feature = 0; feature < features; feature++) {
                boolean category = types[feature].equals("c");
                float x = category ? random.nextInt(CATEGORIES) : random.nextInt(40) / 8f - 2;
                boolean missing = random.nextInt(5) == 0;
                rows[row * features + feature] = missing ? Float.NaN : x;
                signal += missing ? 0.3 : category ? Math.sin(x * x) : x * (feature % 3 - 1);
            }
            labels[row] =
                    classes == 0
                            ? (float) signal
                            : Math.floorMod((int) Math.floor(signal), classes);
        }
        return new Oracle.Table(rows, labels, types);
    }
}
