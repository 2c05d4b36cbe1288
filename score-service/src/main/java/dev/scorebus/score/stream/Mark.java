package dev.scorebus.score.stream;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a committed offset says beside itself, in its metadata: of which topic it is, whether the instance that committed it left in
/// order, how often what follows it was tried by instances that died of it, and whether it may be read from at all. It is
/// committed with the offset, so nothing forgets it.
///
/// @param topicId the topic; one that was made again under its name has another
/// @param said what is said of it
record Mark(UUID topicId, Said said) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(clean|cut|open (\\S{1,100})|try ([1-9]) (\\S{1,100})) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    /// What a mark says.
    sealed interface Said {
        /// The instance left in order; nothing was under way.
        record Clean() implements Said {}

        /// An instance went on from here.
        record Open(String instance) implements Said {}

        /// An instance tried what follows, for the `tries`-th time.
        record Trying(int tries, String instance) implements Said {}

        /// The log once ended before this offset: what comes to lie behind it since was never read. Only a person can say where to go on.
        record Cut() implements Said {}
    }

    /// How it is written.
    String text() {
        String words =
                switch (said) {
                    case Said.Clean() -> "clean";
                    case Said.Open(String instance) -> "open " + instance;
                    case Said.Trying(int tries, String instance) ->
                            "try %d %s".formatted(tries, instance);
                    case Said.Cut() -> "cut";
                };
        return words + " " + topicId;
    }

    /// Reads it; empty when nobody of us wrote it, as beside an offset that was set by hand.
    static Optional<Mark> read(String metadata) {
        Matcher matcher = FORM.matcher(metadata);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        UUID topicId = UUID.fromString(matcher.group(5));
        if (matcher.group(2) != null) {
            return Optional.of(new Mark(topicId, new Said.Open(matcher.group(2))));
        }
        if (matcher.group(3) != null) {
            int tries = Integer.parseInt(matcher.group(3));
            return Optional.of(new Mark(topicId, new Said.Trying(tries, matcher.group(4))));
        }
        return Optional.of(
                new Mark(
                        topicId,
                        matcher.group(1).equals("cut") ? new Said.Cut() : new Said.Clean()));
    }
}
