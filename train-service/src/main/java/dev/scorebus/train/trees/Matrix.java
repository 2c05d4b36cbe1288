package dev.scorebus.train.trees;

import java.util.Arrays;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// Rows as XGBoost holds them, outside of the heap until closed.
final class Matrix implements AutoCloseable {
    private final DMatrix rows;

    private Matrix(DMatrix rows) {
        this.rows = rows;
    }

    /// Copies rows out of the examples, categories by the codes of the contract.
    static Matrix of(Examples examples, int[] rows, Codes codes) throws XGBoostError {
        int width = examples.width();
        float[] values = new float[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            for (int column = 0; column < width; column++) {
                values[i * width + column] = codes.of(column, examples.feature(rows[i], column));
            }
        }
        Matrix matrix = new Matrix(new DMatrix(values, rows.length, width, Float.NaN));
        matrix.rows.setLabel(examples.labels(rows));
        if (codes.hasCategories()) {
            String[] types = new String[width];
            Arrays.setAll(types, column -> codes.isCategory(column) ? "c" : "float");
            matrix.rows.setFeatureTypes(types);
        }
        return matrix;
    }

    DMatrix rows() {
        return rows;
    }

    @Override
    public void close() {
        rows.dispose();
    }
}
