package dev.scorebus.tracking.deadletter;

import dev.scorebus.tracking.deadletter.DeadLetterTable.Note;
import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.query.Period;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives dead letters up. The fold adds steps under the same lock, so whoever comes second sees what the first did: what is no
/// longer dead is left alone.
@Component
class Discarding {
    private static final int MOST = 10_000;
    private static final int LONGEST_TEXT = 1_000;

    private final DeadLetterTable table;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Discarding(DeadLetterTable table, TransactionTemplate transaction, InstantSource clock) {
        this.table = table;
        this.transaction = transaction;
        this.clock = clock;
    }

    Discard.Done discard(Discard discard) {
        String action = required("action", discard.action());
        Note note =
                new Note(
                        required("reason", discard.reason()),
                        discard.who() == null ? null : required("who", discard.who()),
                        clock.instant());
        List<Discard.@Nullable Place> messages = discard.messages();
        Discard.Filter filter = discard.filter();
        if (messages != null && filter == null) {
            List<Discard.Place> named = named(messages);
            return locked(action, t -> t.discard(action, named, note));
        }
        if (filter != null && messages == null) {
            Period period = new Period(filter.since(), filter.until());
            return locked(action, t -> t.discard(action, filter.kind(), period, note));
        }
        throw refusal(
                "Either 'messages' names dead letters, or 'filter' chooses them (an empty one takes all of the action); got "
                        + (messages == null ? "neither" : "both"));
    }

    private Discard.Done locked(String action, ToIntFunction<DeadLetterTable> statement) {
        return Objects.requireNonNull(
                transaction.execute(
                        _ -> {
                            if (!table.lock(action)) {
                                throw Refusal.notFound(
                                        "unknown-action",
                                        "Nothing is known of this action",
                                        "Action '%s' has accounted for nothing; GET /api/frontiers lists those that have"
                                                .formatted(action));
                            }
                            return new Discard.Done(statement.applyAsInt(table));
                        }));
    }

    private static List<Discard.Place> named(List<Discard.@Nullable Place> messages) {
        if (messages.isEmpty() || messages.size() > MOST) {
            throw refusal(
                    "'messages' names 1 to %d dead letters, got %d; take a filter for more"
                            .formatted(MOST, messages.size()));
        }
        List<Discard.Place> named = new ArrayList<>();
        for (Discard.Place message : messages) {
            if (message == null
                    || message.topic() == null
                    || message.partition() < 0
                    || message.offset() < 0) {
                throw refusal(
                        "Each of 'messages' has a topic, and a partition and an offset that are not negative");
            }
            named.add(message);
        }
        return named;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LONGEST_TEXT) {
            throw refusal("'%s' has 1 to %d characters".formatted(field, LONGEST_TEXT));
        }
        return value;
    }

    private static Refusal refusal(String detail) {
        return Refusal.badRequest("discard", "This cannot be discarded", detail);
    }
}
