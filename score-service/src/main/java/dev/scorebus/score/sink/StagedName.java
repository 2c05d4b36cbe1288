package dev.scorebus.score.sink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The hidden name of a file until what it holds is committed: which offsets it stands for, and who wrote it.
///
/// @param instance names the process start that wrote it
record StagedName(int partition, long lo, long hi, String instance) {
    static final String END = ".pending";
    private static final Pattern FORM =
            Pattern.compile("\\.(\\d{1,9})-(\\d{1,19})-(\\d{1,19})\\.(.{1,100})\\.pending");

    /// Reads it; absent when it is something else.
    static @Nullable StagedName read(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? new StagedName(
                        Integer.parseInt(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        matcher.group(4))
                : null;
    }

    /// The file's own name, without its suffix: the partition, the first offset, and the one behind the last, so that names sort
    /// as offsets do.
    String stretch() {
        return "%d-%019d-%019d".formatted(partition, lo, hi);
    }

    @Override
    public String toString() {
        return "." + stretch() + "." + instance + END;
    }
}
