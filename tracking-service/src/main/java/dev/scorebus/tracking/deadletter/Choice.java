package dev.scorebus.tracking.deadletter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which dead letters are meant: those that are named, or all that a filter lets through.
sealed interface Choice {
    /// How many may be named.
    int MOST = 10_000;

    /// Those of them that are dead now.
    record Named(List<Place> places) implements Choice {}

    /// All that it lets through.
    record Filtered(Filter filter) implements Choice {}

    /// Reads a request that has either.
    static Choice of(
            Words words, @Nullable List<@Nullable Place> messages, @Nullable Filter filter) {
        if (messages != null && filter == null) {
            return new Named(named(words, messages));
        }
        if (filter != null && messages == null) {
            return new Filtered(filter);
        }
        throw words.refusal(
                "Either 'messages' names dead letters, or 'filter' chooses them (an empty one takes all of the action); got "
                        + (messages == null ? "neither" : "both"));
    }

    private static List<Place> named(Words words, List<@Nullable Place> messages) {
        if (messages.isEmpty() || messages.size() > MOST) {
            throw words.refusal(
                    "'messages' names 1 to %d dead letters, got %d; take a filter for more"
                            .formatted(MOST, messages.size()));
        }
        List<Place> named = new ArrayList<>();
        for (Place message : messages) {
            if (message == null
                    || message.topic() == null
                    || message.partition() < 0
                    || message.offset() < 0) {
                throw words.refusal(
                        "Each of 'messages' has a topic, and a partition and an offset that are not negative; got "
                                + message);
            }
            named.add(message);
        }
        return named;
    }
}
