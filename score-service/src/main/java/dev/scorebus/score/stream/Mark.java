package dev.scorebus.score.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a committed offset says beside itself, in its metadata: whether the instance that committed it left in order, and how
/// often what follows it was tried by instances that died of it. It is committed with the offset, so nothing forgets it.
sealed interface Mark {
    /// The instance left in order; nothing was under way.
    record Clean() implements Mark {}

    /// An instance went on from here.
    record Open(String instance) implements Mark {}

    /// An instance tried what follows, for the `tries`-th time.
    record Trying(int tries, String instance) implements Mark {}

    /// How it is written.
    default String text() {
        return switch (this) {
            case Clean() -> "clean";
            case Open(String instance) -> "open " + instance;
            case Trying(int tries, String instance) -> "try %d %s".formatted(tries, instance);
        };
    }

    /// Reads it. What nobody of us wrote, such as an offset set by hand, says that nothing was under way.
    static Mark read(String metadata) {
        Matcher matcher = Pattern.compile("(?:open|try ([1-9]))\\s(\\S{1,100})").matcher(metadata);
        if (!matcher.matches()) {
            return new Clean();
        }
        return matcher.group(1) == null
                ? new Open(matcher.group(2))
                : new Trying(Integer.parseInt(matcher.group(1)), matcher.group(2));
    }
}
