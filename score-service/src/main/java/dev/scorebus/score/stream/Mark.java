package dev.scorebus.score.stream;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a committed offset says beside itself, in its metadata: of which topic it is, whether the instance that committed it left in
/// order, how often what follows it was tried or read by instances that died of it, and whether it may be read from at all. It is
/// committed with the offset, so nothing forgets it.
///
/// @param topicId the topic; one that was made again under its name has another
/// @param said what is said of it
/// @param waiting how the message there failed, when it holds its partition up
record Mark(UUID topicId, Said said, @Nullable Waiting waiting) {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<words>clean|(?<open>open) \\S{1,100}|try (?<tries>[1-9]) \\S{1,100}|read (?<reads>[1-9]) (?<tried>[0-9]) \\S{1,100}|halt (?<why>cut|back|deadly) (?<told>[0-9]{1,18})) (?<topic>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?: failed (?<failures>[DPST]{1,9}) (?<due>[0-9]{1,15}))?");

    /// A message that failed and is tried again.
    ///
    /// @param failures a letter for each attempt that was made: died, program, schema, timeout
    /// @param notBefore when the next one may be made
    record Waiting(String failures, Instant notBefore) {}

    /// A mark of a message that did not fail.
    Mark(UUID topicId, Said said) {
        this(topicId, said, null);
    }

    /// What a mark says.
    sealed interface Said {
        /// The instance left in order; nothing was under way.
        record Clean() implements Said {}

        /// An instance went on from here.
        record Open(String instance) implements Said {}

        /// An instance tried what follows, for the `tries`-th time.
        record Trying(int tries, String instance) implements Said {}

        /// An instance began to poll what follows, for the `reads`-th time.
        ///
        /// @param tries how often it was tried before; 0 when nothing says so
        record Reading(int reads, int tries, String instance) implements Said {}

        /// It is not read on. Only a person can say where to go on.
        ///
        /// @param told the offset up to which everything is accounted for
        record Halted(Why why, long told) implements Said {}
    }

    /// Why a partition is not read on.
    enum Why {
        /// The log once ended before the committed offset: what comes to lie behind it since was never read.
        CUT,
        /// The group's offset was set back by hand: messages would be processed again.
        BACK,
        /// One instance after another died while it read what follows.
        DEADLY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How it is written.
    String text() {
        String words =
                switch (said) {
                    case Said.Clean() -> "clean";
                    case Said.Open(String instance) -> "open " + instance;
                    case Said.Trying(int tries, String instance) ->
                            "try %d %s".formatted(tries, instance);
                    case Said.Reading(int reads, int tries, String instance) ->
                            "read %d %d %s".formatted(reads, tries, instance);
                    case Said.Halted(Why why, long told) ->
                            "halt %s %d".formatted(why.word(), told);
                };
        String end =
                waiting == null
                        ? ""
                        : " failed %s %d"
                                .formatted(waiting.failures(), waiting.notBefore().toEpochMilli());
        return words + " " + topicId + end;
    }

    /// Reads it; empty when nobody of us wrote it, as beside an offset that was set by hand.
    static Optional<Mark> read(String metadata) {
        Matcher matcher = FORM.matcher(metadata);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String failures = matcher.group("failures");
        Waiting waiting =
                failures == null
                        ? null
                        : new Waiting(
                                failures,
                                Instant.ofEpochMilli(Long.parseLong(matcher.group("due"))));
        return Optional.of(
                new Mark(UUID.fromString(matcher.group("topic")), said(matcher), waiting));
    }

    private static Said said(Matcher matcher) {
        String words = matcher.group("words");
        String instance = words.substring(words.lastIndexOf(' ') + 1);
        if (matcher.group("open") != null) {
            return new Said.Open(instance);
        }
        if (matcher.group("tries") != null) {
            return new Said.Trying(Integer.parseInt(matcher.group("tries")), instance);
        }
        if (matcher.group("reads") != null) {
            return new Said.Reading(
                    Integer.parseInt(matcher.group("reads")),
                    Integer.parseInt(matcher.group("tried")),
                    instance);
        }
        return matcher.group("why") == null
                ? new Said.Clean()
                : new Said.Halted(
                        Why.valueOf(matcher.group("why").toUpperCase(Locale.ROOT)),
                        Long.parseLong(matcher.group("told")));
    }
}
