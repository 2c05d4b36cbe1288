package dev.scorebus.train.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Registers a data set for tests that need one, whatever is in it.
public final class RegisteredRows {
    private final DataSets dataSets;

    RegisteredRows(DataSets dataSets) {
        this.dataSets = dataSets;
    }

    /// Registers it.
    ///
    /// @return its name
    public String register() throws IOException {
        return dataSets.register(
                        "rows", new ByteArrayInputStream("a\n1\n".getBytes(StandardCharsets.UTF_8)))
                .name();
    }
}
