package dev.scorebus.trees;

import java.nio.charset.StandardCharsets;

/// Reads one document from its first byte to its last, asked by the caller for what it expects next. Nothing is built that the
/// caller did not ask for, lengths are believed only as far as there are bytes, and nesting is bounded.
abstract sealed class DocumentReader permits JsonReader, UbjReader {
    private static final int SHOWN = 40;

    final byte[] bytes;
    int position;
    private final int nesting;
    private final StringBuilder path = new StringBuilder();
    private int depth;

    DocumentReader(byte[] bytes, ReadLimits limits) {
        this.bytes = bytes;
        this.nesting = limits.nesting();
    }

    /// The reader for what the content is: JSON has a quote (or nothing) after the first brace, UBJ a length.
    static DocumentReader of(byte[] bytes, ReadLimits limits) throws InvalidModelException {
        if (bytes.length > limits.bytes()) {
            throw new InvalidModelException(
                    "The model has %d bytes; at most %d are read"
                            .formatted(bytes.length, limits.bytes()));
        }
        int brace = 0;
        while (brace < bytes.length && JsonReader.isBlank(bytes[brace])) {
            brace++;
        }
        if (brace + 1 >= bytes.length || bytes[brace] != '{') {
            throw new InvalidModelException(
                    "The file is neither UBJ nor JSON: an object was expected at byte " + brace);
        }
        byte next = bytes[brace + 1];
        boolean json = next == '"' || next == '}' || JsonReader.isBlank(next);
        return json ? new JsonReader(bytes, limits) : new UbjReader(bytes, limits);
    }

    /// What to do with each field of an object: read its value, or skip it.
    interface Fields {
        void read(String name) throws InvalidModelException;
    }

    /// What to do with each element of an array: read it, or skip it.
    interface Elements {
        void read(int index) throws InvalidModelException;
    }

    /// Reads an object.
    final void object(Fields fields) throws InvalidModelException {
        enter();
        readObject(fields);
        depth--;
    }

    /// Reads an array of anything.
    final void array(Elements elements) throws InvalidModelException {
        enter();
        readArray(elements);
        depth--;
    }

    abstract void readObject(Fields fields) throws InvalidModelException;

    abstract void readArray(Elements elements) throws InvalidModelException;

    /// Reads a text.
    abstract String text() throws InvalidModelException;

    /// Reads an array of at most `most` numbers.
    abstract float[] floats(int most) throws InvalidModelException;

    /// Reads an array of at most `most` whole numbers of 32 bits; true and false count as 1 and 0.
    abstract int[] integers(int most) throws InvalidModelException;

    /// Passes over a value of any kind.
    abstract void skip() throws InvalidModelException;

    /// Passes over what may follow the document, and refuses the rest.
    abstract void end() throws InvalidModelException;

    final void field(String name, Fields fields) throws InvalidModelException {
        int length = path.length();
        path.append(length == 0 ? "" : ".").append(name, 0, Math.min(name.length(), SHOWN));
        fields.read(name);
        path.setLength(length);
    }

    final void element(int index, Elements elements) throws InvalidModelException {
        int length = path.length();
        path.append('[').append(index).append(']');
        elements.read(index);
        path.setLength(length);
    }

    final InvalidModelException invalid(String what) {
        String at = path.isEmpty() ? "the top" : printable(path.toString());
        return new InvalidModelException("%s, at %s (byte %d)".formatted(what, at, position));
    }

    final byte next() throws InvalidModelException {
        if (position >= bytes.length) {
            throw invalid("The file ends in the middle");
        }
        return bytes[position++];
    }

    final String utf8(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    final InvalidModelException tooMany(int most) {
        return invalid("There are more than %d elements".formatted(most));
    }

    private void enter() throws InvalidModelException {
        if (++depth > nesting) {
            throw invalid("Objects and arrays nest deeper than " + nesting);
        }
    }

    /// A word of the file as a message shows it: short, and without control characters.
    static String shown(String word) {
        return word.length() <= SHOWN
                ? printable(word)
                : printable(word.substring(0, SHOWN)) + "...";
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
