package dev.scorebus.score.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Writes a struct in Thrift's compact protocol, as far as the metadata of Parquet need it. Fields come in the order of their
/// numbers.
final class ThriftWriter {
    private static final int TRUE = 1;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    private final ByteArrayOutputStream out;
    private int last;

    private ThriftWriter(ByteArrayOutputStream out) {
        this.out = out;
    }

    /// The bytes of a struct.
    static byte[] bytes(Consumer<ThriftWriter> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        struct(out, fields);
        return out.toByteArray();
    }

    private static void struct(ByteArrayOutputStream out, Consumer<ThriftWriter> fields) {
        fields.accept(new ThriftWriter(out));
        out.write(0);
    }

    private void begin(int field, int type) {
        int step = field - last;
        assert step > 0 && step < 16 : "fields come in order, and near each other";
        out.write((step << 4) | type);
        last = field;
    }

    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void varint(long value) {
        varint(out, value);
    }

    private void zigzag(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    private void binary(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    private void beginList(int field, int size, int type) {
        begin(field, LIST);
        if (size < 15) {
            out.write((size << 4) | type);
        } else {
            out.write(0xF0 | type);
            varint(size);
        }
    }

    ThriftWriter yes(int field) {
        begin(field, TRUE);
        return this;
    }

    ThriftWriter i32(int field, int value) {
        begin(field, I32);
        zigzag(value);
        return this;
    }

    ThriftWriter i64(int field, long value) {
        begin(field, I64);
        zigzag(value);
        return this;
    }

    ThriftWriter text(int field, String text) {
        begin(field, BINARY);
        binary(text);
        return this;
    }

    ThriftWriter texts(int field, List<String> texts) {
        beginList(field, texts.size(), BINARY);
        texts.forEach(this::binary);
        return this;
    }

    ThriftWriter i32s(int field, List<Integer> values) {
        beginList(field, values.size(), I32);
        values.forEach(this::zigzag);
        return this;
    }

    ThriftWriter struct(int field, Consumer<ThriftWriter> fields) {
        begin(field, STRUCT);
        struct(out, fields);
        return this;
    }

    ThriftWriter structs(int field, List<Consumer<ThriftWriter>> structs) {
        beginList(field, structs.size(), STRUCT);
        structs.forEach(fields -> struct(out, fields));
        return this;
    }
}
