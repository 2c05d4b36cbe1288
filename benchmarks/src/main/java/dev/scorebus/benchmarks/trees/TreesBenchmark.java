package dev.scorebus.benchmarks.trees;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.trees.Explainer;
import dev.scorebus.trees.InvalidModelException;
import dev.scorebus.trees.Predictor;
import dev.scorebus.trees.TreeEnsemble;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// Predictions and explanations of 300 trees (100 rounds x 3 classes, depth 6, 13 features) by `trees` and by native XGBoost, on
/// one thread, turn by turn in one run, so that what else the machine does meets both.
public final class TreesBenchmark {
    private static final int ROUNDS = 9;
    private static final int WARM_UPS = 3;
    private static final int ROWS = 2000;
    private static final int FEW = 200;

    private final float[] rows;
    private final Booster booster;
    private final TreeEnsemble model;
    private final float[] out;
    private final int[] group = new int[ROWS];
    private final Predictor predictor;
    private final Explainer explainer;
    private final List<Stopwatch> watches = new ArrayList<>();

    private TreesBenchmark(PullRequestRows data, BenchModel bench) throws InvalidModelException {
        int trained = data.rows().size() * 4 / 5;
        booster = bench.booster();
        rows = data.flat(trained, trained + ROWS);
        model = TreeEnsemble.read(bench.ubj());
        out = new float[ROWS * model.groups() * (model.features() + 1)];
        Arrays.setAll(group, row -> row % model.groups());
        predictor = model.predictor();
        explainer = model.explainer();
    }

    /// Trains the model and prints the medians and their ratios.
    public static void run(PrintStream out) throws Exception {
        PullRequestRows data = PullRequestRows.load();
        out.printf("bench trees: one thread, medians of %d rounds (%s)%n", ROUNDS, data.origin());
        new TreesBenchmark(data, BenchModel.train(data)).measure(out);
    }

    private void measure(PrintStream print) throws Exception {
        Stopwatch xgboostExplains = watch("explain, XGBoost predictContrib", FEW, this::contribs);
        Stopwatch blocks = watch("explain, trees, in blocks", ROWS, this::explainAll);
        watch("explain, trees, in blocks, one class per row", ROWS, this::explainOne);
        Stopwatch single = watch("explain, trees, row by row", FEW, this::explainEach);
        watch("explain, trees, row by row, one class", FEW, this::explainOneEach);
        Stopwatch xgboostPredicts = watch("predict, XGBoost", ROWS, this::predict);
        Stopwatch predicts = watch("predict, trees, in blocks", ROWS, this::predictAll);
        watch("predict, trees, row by row", FEW, this::predictEach);
        for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
            for (Stopwatch watch : watches) {
                if (round < WARM_UPS) {
                    watch.warmUp();
                } else {
                    watch.round();
                }
            }
        }
        watches.forEach(watch -> print.println(watch.line()));
        print.printf(
                "as fast as XGBoost: explain in blocks %.1f x, row by row %.1f x; predict in blocks %.2f x%n",
                xgboostExplains.median() / blocks.median(),
                xgboostExplains.median() / single.median(),
                xgboostPredicts.median() / predicts.median());
    }

    private Stopwatch watch(String name, int rows, Stopwatch.Work work) {
        Stopwatch watch = new Stopwatch(name, rows, ROUNDS, work);
        watches.add(watch);
        return watch;
    }

    private void explainAll() {
        explainer.contributions(rows, ROWS, out);
    }

    private void explainOne() {
        explainer.contributions(rows, ROWS, group, out);
    }

    private void explainEach() {
        each(row -> explainer.contributions(row, 1, out));
    }

    private void explainOneEach() {
        each(row -> explainer.contributions(row, 1, group, out));
    }

    private void predictAll() {
        predictor.predictions(rows, ROWS, out);
    }

    private void predictEach() {
        each(row -> predictor.predictions(row, 1, out));
    }

    private interface RowWork {
        void run(float[] row);
    }

    private void each(RowWork work) {
        float[] row = new float[model.features()];
        for (int index = 0; index < FEW; index++) {
            System.arraycopy(rows, index * row.length, row, 0, row.length);
            work.run(row);
        }
    }

    private void contribs() throws XGBoostError {
        DMatrix matrix = matrix(rows, FEW);
        booster.predictContrib(matrix, 0);
        matrix.dispose();
    }

    private void predict() throws XGBoostError {
        DMatrix matrix = matrix(rows, ROWS);
        booster.predict(matrix);
        matrix.dispose();
    }

    private static DMatrix matrix(float[] rows, int count) throws XGBoostError {
        int features = PullRequestRows.FEATURES.size();
        return new DMatrix(Arrays.copyOf(rows, count * features), count, features, Float.NaN);
    }
}
