package dev.scorebus.trees;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads Universal Binary JSON (draft 12) as XGBoost writes it: big-endian, arrays of numbers typed and counted.
final class UbjReader extends DocumentReader {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final byte MIXED = 0;
    private static final int OPEN = -1;

    UbjReader(byte[] bytes, ReadLimits limits) {
        super(bytes, limits);
    }

    /// How a container begins.
    ///
    /// @param type of all elements, or [#MIXED] where each tells its own
    /// @param count of elements, or [#OPEN] where a closing bracket ends them
    private record Header(byte type, int count) {}

    @Override
    void readObject(Fields fields) throws InvalidModelException {
        expect('{');
        Header header = header();
        if (header.type != MIXED) {
            throw invalid("An object of typed values is not what XGBoost writes");
        }
        for (int read = 0; more(header, read, '}'); read++) {
            int length = length();
            field(utf8(position, position += length), fields);
        }
    }

    @Override
    void readArray(Elements elements) throws InvalidModelException {
        expect('[');
        Header header = header();
        if (header.type != MIXED) {
            throw invalid("An array of mixed values was expected, not one of numbers");
        }
        for (int index = 0; more(header, index, ']'); index++) {
            element(index, elements);
        }
    }

    @Override
    String text() throws InvalidModelException {
        expect('S');
        int length = length();
        return utf8(position, position += length);
    }

    @Override
    float[] floats(int most) throws InvalidModelException {
        expect('[');
        Header header = header();
        float[] numbers = new float[count(header, most)];
        for (int index = 0; index < numbers.length; index++) {
            numbers[index] = number(header.type == MIXED ? next() : header.type);
        }
        close(header);
        return numbers;
    }

    @Override
    int[] integers(int most) throws InvalidModelException {
        expect('[');
        Header header = header();
        int[] numbers = new int[count(header, most)];
        for (int index = 0; index < numbers.length; index++) {
            long number = integer(header.type == MIXED ? next() : header.type);
            if (number != (int) number) {
                throw invalid("A whole number of 32 bits was expected, got " + number);
            }
            numbers[index] = (int) number;
        }
        close(header);
        return numbers;
    }

    @Override
    void skip() throws InvalidModelException {
        byte marker = peek();
        switch (marker) {
            case '{' -> object(_ -> skip());
            case '[' -> skipArray();
            case 'S', 'H' -> {
                position++;
                int length = length();
                position += length;
            }
            case 'Z', 'T', 'F' -> position++;
            default -> {
                position++;
                pass(1, size(marker));
            }
        }
    }

    @Override
    void end() throws InvalidModelException {
        if (position < bytes.length) {
            throw invalid("Something follows the model");
        }
    }

    private void skipArray() throws InvalidModelException {
        int from = position++;
        Header header = header();
        if (header.type != MIXED) {
            pass(header.count, size(header.type));
            return;
        }
        position = from;
        array(_ -> skip());
    }

    private void pass(int count, int size) throws InvalidModelException {
        if ((long) count * size > bytes.length - position) {
            throw invalid(
                    "%d values of %d bytes are promised, the file ends".formatted(count, size));
        }
        position += count * size;
    }

    private Header header() throws InvalidModelException {
        byte type = MIXED;
        if (peek() == '$') {
            position++;
            type = next();
            size(type);
            if (peek() != '#') {
                throw invalid("A typed container without a count");
            }
        }
        if (peek() != '#') {
            return new Header(type, OPEN);
        }
        position++;
        int count = length();
        return new Header(type, count);
    }

    /// Reads a length; as nothing is shorter than a byte, one that exceeds the rest of the file is refused.
    private int length() throws InvalidModelException {
        long length = integer(next());
        if (length < 0 || length > bytes.length - position) {
            throw invalid(
                    "A length of %d was promised, the file has %d bytes left"
                            .formatted(length, bytes.length - position));
        }
        return (int) length;
    }

    private boolean more(Header header, int read, char close) throws InvalidModelException {
        if (header.count != OPEN) {
            return read < header.count;
        }
        if (peek() != close) {
            return true;
        }
        position++;
        return false;
    }

    /// How many numbers an array holds; those of an open one are counted by looking ahead.
    private int count(Header header, int most) throws InvalidModelException {
        int count = header.count;
        if (count == OPEN) {
            int from = position;
            for (count = 0; peek() != ']' && count <= most; count++) {
                skip();
            }
            position = from;
        }
        if (count > most) {
            throw tooMany(most);
        }
        int size = header.type == MIXED ? 1 : size(header.type);
        int from = position;
        pass(count, size);
        position = from;
        return count;
    }

    private void close(Header header) throws InvalidModelException {
        if (header.count == OPEN) {
            expect(']');
        }
    }

    private float number(byte type) throws InvalidModelException {
        return switch (type) {
            case 'd' -> Float.intBitsToFloat((int) INT.get(bytes, take(4)));
            case 'D' -> (float) Double.longBitsToDouble((long) LONG.get(bytes, take(8)));
            default -> integer(type);
        };
    }

    private long integer(byte type) throws InvalidModelException {
        return switch (type) {
            case 'i' -> bytes[take(1)];
            case 'U' -> bytes[take(1)] & 0xff;
            case 'I' -> (short) SHORT.get(bytes, take(2));
            case 'l' -> (int) INT.get(bytes, take(4));
            case 'L' -> (long) LONG.get(bytes, take(8));
            case 'T' -> 1;
            case 'F' -> 0;
            default -> throw unknown(type, "a number");
        };
    }

    private int size(byte type) throws InvalidModelException {
        return switch (type) {
            case 'i', 'U', 'C' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> throw unknown(type, "a value of fixed size");
        };
    }

    private InvalidModelException unknown(byte type, String wanted) {
        position--;
        return invalid("The marker of %s was expected, got byte %d".formatted(wanted, type & 0xff));
    }

    private int take(int size) throws InvalidModelException {
        int from = position;
        pass(1, size);
        return from;
    }

    private byte peek() throws InvalidModelException {
        byte marker = next();
        position--;
        return marker;
    }

    private void expect(char wanted) throws InvalidModelException {
        byte got = next();
        if (got != wanted) {
            position--;
            throw invalid("'%s' was expected, got byte %d".formatted(wanted, got & 0xff));
        }
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }
}
