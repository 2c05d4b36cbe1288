package dev.scorebus.trees;

import java.util.stream.IntStream;

/// A gradient-boosted model as XGBoost (1.x to 3.x) saves it: immutable, safe to share between threads.
///
/// Supported are `gbtree` models with one value per leaf, splits by number and by category, and the objectives of [Objective].
/// All rounds that are in the file count: a `best_iteration` among the attributes is not looked at, as it is not when XGBoost4J
/// predicts with a loaded model. Who trains with early stopping saves the rounds that are meant.
public final class TreeEnsemble {
    final Forest forest;
    final Columns columns;
    final ExplanationPlan plan;
    private final Objective objective;
    private final int features;
    private final float[] baseMargins;
    private final float[] biases;
    private final int[][] treesOf;

    private TreeEnsemble(ParsedModel model, ReadLimits limits) throws InvalidModelException {
        objective = Objective.named(model.objective);
        features = model.features;
        if (objective != Objective.MULTI_SOFTPROB && model.groups() != 1) {
            throw new InvalidModelException(
                    "%s has %d groups, 1 was expected (learner.learner_model_param.num_class)"
                            .formatted(model.objective, model.groups()));
        }
        baseMargins = BaseScore.margins(model.baseScore, objective, model.groups());
        forest = ForestBuilder.build(model, limits);
        plan = new ExplanationPlan(forest, limits);
        columns = new Columns(forest, plan.tested);
        treesOf = new int[model.groups()][];
        biases = new float[model.groups()];
        for (int group = 0; group < model.groups(); group++) {
            int wanted = group;
            treesOf[group] =
                    IntStream.range(0, forest.trees())
                            .filter(tree -> forest.groups[tree] == wanted)
                            .toArray();
            double expected = IntStream.of(treesOf[group]).mapToDouble(forest::expected).sum();
            biases[group] = (float) (baseMargins[group] + expected);
        }
    }

    /// Reads a model that XGBoost saved as UBJ or JSON; the content tells which.
    ///
    /// @throws InvalidModelException if it is none, is damaged, is not supported, or exceeds [ReadLimits#DEFAULT]
    public static TreeEnsemble read(byte[] model) throws InvalidModelException {
        return read(model, ReadLimits.DEFAULT);
    }

    /// Reads a model within the given limits.
    ///
    /// @throws InvalidModelException if it is none, is damaged, is not supported, or exceeds the limits
    public static TreeEnsemble read(byte[] model, ReadLimits limits) throws InvalidModelException {
        return new TreeEnsemble(ParsedModel.read(model, limits), limits);
    }

    /// How many features a row has.
    public int features() {
        return features;
    }

    /// How many outputs the model has: its classes, or 1.
    public int groups() {
        return baseMargins.length;
    }

    /// How many trees the model has, over all groups.
    public int trees() {
        return forest.trees();
    }

    /// What the model was trained to predict.
    public Objective objective() {
        return objective;
    }

    /// A new predictor: cheap to make, for one thread at a time.
    public Predictor predictor() {
        return new Predictor(this);
    }

    /// A new explainer: holds a workspace of some hundred kilobytes, for one thread at a time.
    public Explainer explainer() {
        return new Explainer(this);
    }

    float baseMargin(int group) {
        return baseMargins[group];
    }

    /// What a group's margin is when nothing is known of the row.
    float bias(int group) {
        return biases[group];
    }

    int[] treesOf(int group) {
        return treesOf[group];
    }

    void checkRows(float[] rows, int count) {
        if (count < 0 || rows.length < (long) count * features) {
            throw new IllegalArgumentException(
                    "%d rows of %d features were promised, there are %d values"
                            .formatted(count, features, rows.length));
        }
    }

    static void checkRoom(float[] out, long needed) {
        if (out.length < needed) {
            throw new IllegalArgumentException(
                    "The result has %d values, there is room for %d".formatted(needed, out.length));
        }
    }
}
