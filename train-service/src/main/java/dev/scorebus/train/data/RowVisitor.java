package dev.scorebus.train.data;

import dev.scorebus.training.DataSetVersion.BadRow;

/// Is shown the rows of a file in their order.
public interface RowVisitor {
    /// A row that could be read.
    void row(Row row);

    /// A row that could not; reading goes on after it.
    void bad(BadRow bad);
}
