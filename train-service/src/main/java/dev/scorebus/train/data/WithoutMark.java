package dev.scorebus.train.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/// Text without the byte order mark that some programs write before it.
final class WithoutMark extends FilterReader {
    private static final int MARK = 0xFEFF;

    WithoutMark(Reader text) throws IOException {
        super(new PushbackReader(text));
        int first = in.read();
        if (first >= 0 && first != MARK) {
            ((PushbackReader) in).unread(first);
        }
    }
}
