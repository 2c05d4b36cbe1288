package dev.scorebus.score.sink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A column of a Parquet file: its place in the schema, and its values in the encoding PLAIN.
///
/// @param of what a row has in this column; absent only where the column is optional
record ParquetColumn<R>(
        String name, Kind kind, boolean optional, Function<R, @Nullable Object> of) {
    /// What the values are. The numbers are those of Parquet's physical types.
    enum Kind {
        /// A `String`.
        TEXT(6),
        /// A `byte[]` that is JSON.
        JSON(6),
        /// An `Integer`.
        INT(1),
        /// A `Long`.
        LONG(2),
        /// A `Long`, microseconds since 1970 in UTC.
        TIME(2);

        private final int physical;

        Kind(int physical) {
            this.physical = physical;
        }

        int physical() {
            return physical;
        }
    }

    /// Its element of the schema. What the values mean is said twice: for old readers, and for those of today.
    void describe(ThriftWriter schema) {
        schema.i32(1, kind.physical()).i32(3, optional ? 1 : 0).text(4, name);
        switch (kind) {
            case TEXT -> schema.i32(6, 0).struct(10, type -> type.struct(1, _ -> {}));
            case JSON -> schema.i32(6, 19).struct(10, type -> type.struct(12, _ -> {}));
            case INT, LONG -> {}
            case TIME ->
                    schema.i32(6, 10)
                            .struct(
                                    10,
                                    type ->
                                            type.struct(
                                                    8,
                                                    time ->
                                                            time.yes(1)
                                                                    .struct(
                                                                            2,
                                                                            unit ->
                                                                                    unit.struct(
                                                                                            2,
                                                                                            _ -> {}))));
        }
    }

    /// The contents of its one page: which values are there, where they may be absent, and those that are.
    byte[] page(List<R> rows) {
        BitSet there = new BitSet();
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        for (int row = 0; row < rows.size(); row++) {
            Object value = of.apply(rows.get(row));
            if (value != null) {
                there.set(row);
                write(value, values);
            }
        }
        if (!optional) {
            return values.toByteArray();
        }
        byte[] levels = levels(there, rows.size());
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.writeBytes(little(4).putInt(levels.length).array());
        page.writeBytes(levels);
        page.writeBytes(values.toByteArray());
        return page.toByteArray();
    }

    /// Runs of 1 for a value that is there and 0 for one that is not.
    private static byte[] levels(BitSet there, int size) {
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        int from = 0;
        while (from < size) {
            boolean is = there.get(from);
            int next = is ? there.nextClearBit(from) : there.nextSetBit(from);
            int to = next < 0 ? size : Math.min(next, size);
            ThriftWriter.varint(runs, (to - from) * 2L);
            runs.write(is ? 1 : 0);
            from = to;
        }
        return runs.toByteArray();
    }

    private void write(Object value, ByteArrayOutputStream page) {
        switch (kind) {
            case TEXT -> bytes(((String) value).getBytes(StandardCharsets.UTF_8), page);
            case JSON -> bytes((byte[]) value, page);
            case INT -> page.writeBytes(little(4).putInt((Integer) value).array());
            case LONG, TIME -> page.writeBytes(little(8).putLong((Long) value).array());
        }
    }

    private static void bytes(byte[] bytes, ByteArrayOutputStream page) {
        page.writeBytes(little(4).putInt(bytes.length).array());
        page.writeBytes(bytes);
    }

    static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
