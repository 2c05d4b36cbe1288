package dev.scorebus.trees;

import java.util.Arrays;

/// Reads JSON (RFC 8259), with the NaN and Infinity that XGBoost may write.
final class JsonReader extends DocumentReader {
    private static final int LONGEST_NUMBER = 64;

    JsonReader(byte[] bytes, ReadLimits limits) {
        super(bytes, limits);
    }

    @Override
    void readObject(Fields fields) throws InvalidModelException {
        expect('{');
        if (accept('}')) {
            return;
        }
        do {
            String name = text();
            expect(':');
            field(name, fields);
        } while (accept(','));
        expect('}');
    }

    @Override
    void readArray(Elements elements) throws InvalidModelException {
        expect('[');
        if (accept(']')) {
            return;
        }
        int index = 0;
        do {
            element(index++, elements);
        } while (accept(','));
        expect(']');
    }

    @Override
    String text() throws InvalidModelException {
        int from = passText();
        int to = position - 1;
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\\') {
                return unescaped(from, to);
            }
        }
        return utf8(from, to);
    }

    @Override
    float[] floats(int most) throws InvalidModelException {
        float[] numbers = new float[16];
        int count = 0;
        expect('[');
        if (accept(']')) {
            return new float[0];
        }
        do {
            if (count == most) {
                throw tooMany(most);
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = number();
        } while (accept(','));
        expect(']');
        return Arrays.copyOf(numbers, count);
    }

    @Override
    int[] integers(int most) throws InvalidModelException {
        int[] numbers = new int[16];
        int count = 0;
        expect('[');
        if (accept(']')) {
            return new int[0];
        }
        do {
            if (count == most) {
                throw tooMany(most);
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = integer();
        } while (accept(','));
        expect(']');
        return Arrays.copyOf(numbers, count);
    }

    @Override
    void skip() throws InvalidModelException {
        switch (peek()) {
            case '{' -> object(_ -> skip());
            case '[' -> array(_ -> skip());
            case '"' -> passText();
            default -> passWord();
        }
    }

    @Override
    void end() throws InvalidModelException {
        passBlanks();
        if (position < bytes.length) {
            throw invalid("Something follows the model");
        }
    }

    static boolean isBlank(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    private float number() throws InvalidModelException {
        String word = passWord();
        try {
            return Float.parseFloat(word);
        } catch (NumberFormatException e) {
            throw notA("number", word);
        }
    }

    private int integer() throws InvalidModelException {
        String word = passWord();
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true") ? 1 : 0;
        }
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw notA("whole number of 32 bits", word);
        }
    }

    private InvalidModelException notA(String kind, String word) {
        return invalid("A %s was expected, got '%s'".formatted(kind, shown(word)));
    }

    /// Passes over a number, true, false or null and returns it.
    private String passWord() throws InvalidModelException {
        passBlanks();
        int from = position;
        while (position < bytes.length && isWord(bytes[position])) {
            position++;
        }
        if (position == from || position - from > LONGEST_NUMBER) {
            position = from;
            throw invalid("A value was expected");
        }
        return utf8(from, position);
    }

    private static boolean isWord(byte character) {
        return (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || character == '-'
                || character == '+'
                || character == '.';
    }

    /// Passes over a text and returns where it begins; it ends before the byte before [#position].
    private int passText() throws InvalidModelException {
        expect('"');
        int from = position;
        for (byte character = next(); character != '"'; character = next()) {
            if (character == '\\') {
                next();
            }
        }
        return from;
    }

    private String unescaped(int from, int to) throws InvalidModelException {
        StringBuilder text = new StringBuilder(to - from);
        String raw = utf8(from, to);
        for (int at = 0; at < raw.length(); at++) {
            char character = raw.charAt(at);
            if (character != '\\') {
                text.append(character);
                continue;
            }
            char escape = raw.charAt(++at);
            switch (escape) {
                case '"', '\\', '/' -> text.append(escape);
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append(codeUnit(raw, at + 1));
                    at += 4;
                }
                default -> throw invalid("A text has the unknown escape '\\" + escape + "'");
            }
        }
        return text.toString();
    }

    private char codeUnit(String raw, int from) throws InvalidModelException {
        int unit = 0;
        for (int at = from; at < from + 4; at++) {
            int digit = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
            if (digit < 0) {
                throw invalid("A text has a \\u without four hexadecimal digits");
            }
            unit = 16 * unit + digit;
        }
        return (char) unit;
    }

    private byte peek() throws InvalidModelException {
        passBlanks();
        byte character = next();
        position--;
        return character;
    }

    private boolean accept(char wanted) throws InvalidModelException {
        if (peek() == wanted) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws InvalidModelException {
        if (!accept(wanted)) {
            char got = (char) (bytes[position] & 0xff);
            throw invalid("'%s' was expected, got '%s'".formatted(wanted, shown("" + got)));
        }
    }

    private void passBlanks() {
        while (position < bytes.length && isBlank(bytes[position])) {
            position++;
        }
    }
}
