package dev.scorebus.train.data;

import dev.scorebus.training.DataSetVersion;
import java.io.IOException;

/// Where the rows of data sets come from.
public interface RowSource {
    /// Shows all rows of a version to the visitor, in their order.
    void read(DataSetVersion version, RowVisitor visitor) throws IOException;
}
