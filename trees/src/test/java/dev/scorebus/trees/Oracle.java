package dev.scorebus.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/// Native XGBoost: trains models, and says what they predict and why.
final class Oracle {
    static final double CLOSE = 1e-5;

    private Oracle() {}

    /// A data set.
    ///
    /// @param types per feature `float` or `c` (category)
    @SuppressWarnings("ArrayRecordComponent")
    record Table(float[] rows, float @Nullable [] labels, String[] types) {
        int count() {
            return rows.length / types.length;
        }

        DMatrix matrix() throws XGBoostError {
            DMatrix matrix = new DMatrix(rows, count(), types.length, Float.NaN);
            matrix.setFeatureTypes(types);
            if (labels != null) {
                matrix.setLabel(labels);
            }
            return matrix;
        }
    }

    static Table numbers(float[] rows, float[] labels, int features) {
        String[] types = new String[features];
        Arrays.fill(types, "float");
        return new Table(rows, labels, types);
    }

    static Booster train(Table table, int rounds, Map<String, Object> parameters)
            throws XGBoostError {
        Map<String, Object> all = new HashMap<>(Map.of("nthread", 1, "seed", 7));
        all.putAll(parameters);
        return XGBoost.train(table.matrix(), all, rounds, new HashMap<>(), null, null);
    }

    /// Asserts that the model, written as `format` and read by us, predicts and explains the rows as XGBoost does.
    static TreeEnsemble assertAgrees(Booster booster, Table table, String format) throws Exception {
        TreeEnsemble model = TreeEnsemble.read(booster.toByteArray(format));
        DMatrix matrix = table.matrix();
        int count = table.count();
        int groups = model.groups();
        float[] margins = new float[count * groups];
        model.predictor().margins(table.rows(), count, margins);
        assertClose("margins", margins, booster.predict(matrix, true));
        float[] predictions = new float[count * groups];
        model.predictor().predictions(table.rows(), count, predictions);
        assertClose("predictions", predictions, booster.predict(matrix, false));
        int width = table.types().length + 1;
        float[] contributions = new float[count * groups * width];
        model.explainer().contributions(table.rows(), count, contributions);
        assertClose("contributions", contributions, booster.predictContrib(matrix, 0));
        assertSums(contributions, width, margins);
        return model;
    }

    private static void assertClose(String what, float[] ours, float[][] theirs) {
        int width = theirs[0].length;
        assertThat(ours).as(what).hasSize(theirs.length * width);
        for (int row = 0; row < theirs.length; row++) {
            for (int column = 0; column < width; column++) {
                requireClose(what, row, ours[row * width + column], theirs[row][column]);
            }
        }
    }

    private static void assertSums(float[] contributions, int width, float[] margins) {
        for (int output = 0; output < margins.length; output++) {
            double sum = 0;
            for (int feature = 0; feature < width; feature++) {
                sum += contributions[output * width + feature];
            }
            requireClose("sum of contributions", output, sum, margins[output]);
        }
    }

    private static void requireClose(String what, int row, double ours, double theirs) {
        if (!(Math.abs(ours - theirs) <= CLOSE)) {
            fail("%s of row %d: %s by us, %s by XGBoost".formatted(what, row, ours, theirs));
        }
    }
}
