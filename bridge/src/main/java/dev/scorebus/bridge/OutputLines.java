package dev.scorebus.bridge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes lines of what a program writes, in bounded memory: a line over 8 KiB is cut and marked, and of the rest of it only
/// the length is known.
final class OutputLines {
    static final int LONGEST = 8_192;
    static final String CUT = " [cut]";

    private static final int LAST_LINES = 10;
    private static final int LAST_LENGTH = 300;

    private final Consumer<String> listener;
    private final LineBudget budget;
    private final byte[] line = new byte[LONGEST];
    private final Deque<String> last = new ArrayDeque<>();
    private int filled;
    private boolean cut;
    private long beyond;

    OutputLines(Consumer<String> listener, long nanos) {
        this.listener = listener;
        this.budget = new LineBudget("lines", nanos);
    }

    void add(byte[] bytes, int length, long nanos) {
        tellDropped(false, nanos);
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                append(bytes, start, i, nanos);
                endLine(nanos);
                start = i + 1;
            }
        }
        append(bytes, start, length, nanos);
    }

    void end(long nanos) {
        if (filled > 0 || cut) {
            endLine(nanos);
        }
        tellDropped(true, nanos);
    }

    /// The last lines, shortened, for a person who asks why the program ended.
    synchronized String last() {
        return String.join("\n", last);
    }

    private void append(byte[] bytes, int start, int end, long nanos) {
        int room = Math.min(end - start, LONGEST - filled);
        System.arraycopy(bytes, start, line, filled, room);
        filled += room;
        if (end - start > room) {
            if (!cut) {
                cut = true;
                tell(nanos);
            }
            beyond += end - start - room;
        }
    }

    private void endLine(long nanos) {
        if (cut) {
            budget.drop(0, beyond);
        } else {
            tell(nanos);
        }
        filled = 0;
        cut = false;
        beyond = 0;
    }

    private void tell(long nanos) {
        int length = !cut && filled > 0 && line[filled - 1] == '\r' ? filled - 1 : filled;
        if (!budget.take(length, nanos)) {
            return;
        }
        String text =
                printable(new String(line, 0, length, StandardCharsets.UTF_8)) + (cut ? CUT : "");
        keep(text);
        listener.accept(text);
    }

    private synchronized void keep(String text) {
        if (last.size() == LAST_LINES) {
            last.removeFirst();
        }
        last.addLast(Texts.cut(text, LAST_LENGTH));
    }

    private void tellDropped(boolean atEnd, long nanos) {
        @Nullable String dropped = budget.dropped(atEnd, nanos);
        if (dropped != null) {
            listener.accept(dropped);
        }
    }

    /// A log is read in terminals, which obey control characters.
    private static String printable(String text) {
        if (text.chars().noneMatch(each -> Character.isISOControl(each) && each != '\t')) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.chars()
                .map(each -> Character.isISOControl(each) && each != '\t' ? '\uFFFD' : each)
                .forEach(each -> clean.append((char) each));
        return clean.toString();
    }
}
