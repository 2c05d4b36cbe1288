package dev.scorebus.trees;

/// A gradient-boosted model as XGBoost wrote it: immutable, safe to share between threads.
public final class TreeEnsemble {
    private TreeEnsemble() {}

    /// Reads a model that XGBoost saved as UBJ or JSON; the content tells which.
    public static TreeEnsemble read(byte[] model) throws InvalidModelException {
        return read(model, ReadLimits.DEFAULT);
    }

    /// Reads a model within the given limits.
    public static TreeEnsemble read(byte[] model, ReadLimits limits) throws InvalidModelException {
        if (model.length > limits.bytes()) {
            throw new InvalidModelException("too large");
        }
        throw new UnsupportedOperationException("being built");
    }

    /// How many features a row has.
    public int features() {
        throw new UnsupportedOperationException("being built");
    }

    /// How many outputs the model has: its classes, or 1.
    public int groups() {
        throw new UnsupportedOperationException("being built");
    }

    /// What the model was trained to predict.
    public Objective objective() {
        throw new UnsupportedOperationException("being built");
    }

    /// A new predictor: cheap to make, for one thread at a time.
    public Predictor predictor() {
        throw new UnsupportedOperationException("being built");
    }

    /// A new explainer: holds a workspace of some hundred kilobytes, for one thread at a time.
    public Explainer explainer() {
        throw new UnsupportedOperationException("being built");
    }
}
