package dev.scorebus.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What a check found, in words.
final class Problems {
    private final List<String> found = new ArrayList<>();

    /// Notes a problem unless something holds.
    ///
    /// @param otherwise the problem; each `%s` stands for the next detail
    void require(boolean holds, String otherwise, @Nullable Object... details) {
        if (holds) {
            return;
        }
        String words = otherwise;
        for (Object detail : details) {
            words = words.replaceFirst("%s", Matcher.quoteReplacement(String.valueOf(detail)));
        }
        found.add(words);
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
