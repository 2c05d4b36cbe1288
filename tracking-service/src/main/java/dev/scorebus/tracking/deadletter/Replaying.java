package dev.scorebus.tracking.deadletter;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.deadletter.Payloads.Payload;
import dev.scorebus.tracking.deadletter.ReplayRequest.Refused;
import dev.scorebus.tracking.deadletter.ReplayTable.Candidate;
import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Sends dead letters through their action again: claims them and leaves them to the [Outbox]. What has no record any more, and
/// what was replayed too often, is refused and stays dead.
@Component
class Replaying {
    private static final Words WORDS = new Words("replay", "This cannot be replayed");
    private static final int MOST = 1_000;

    private final ReplayTable table;
    private final LedgerLock lock;
    private final Payloads payloads;
    private final SourceTopics source;
    private final Topics topics;
    private final TrackingProperties properties;
    private final InstantSource clock;

    Replaying(
            ReplayTable table,
            LedgerLock lock,
            Payloads payloads,
            SourceTopics source,
            Topics topics,
            TrackingProperties properties,
            InstantSource clock) {
        this.table = table;
        this.lock = lock;
        this.payloads = payloads;
        this.source = source;
        this.topics = topics;
        this.properties = properties;
        this.clock = clock;
    }

    ReplayRequest.Done replay(ReplayRequest request) {
        String action = WORDS.required("action", request.action());
        Note note =
                new Note(
                        WORDS.optional("reason", request.reason()),
                        WORDS.optional("who", request.who()),
                        clock.instant());
        Choice choice = Choice.of(WORDS, request.messages(), request.filter());
        int limit = WORDS.limit(request.limit(), MOST);
        List<Candidate> dead =
                meant(choice, lock.hold(action, () -> table.candidates(action, choice, limit)));
        if (source.find(Topics.retry(action)).isEmpty()) {
            throw Refusal.notFound(
                    "no-retry-topic",
                    "The action takes no replays",
                    "Topic '%s' does not exist: apply the action '%s' first; it is made when the action starts"
                            .formatted(Topics.retry(action), action));
        }
        List<Refused> refused = new ArrayList<>(notDead(choice, dead));
        List<Candidate> allowed = new ArrayList<>();
        for (Candidate candidate : dead) {
            String why = objection(candidate.letter(), Boolean.TRUE.equals(request.force()));
            if (why == null) {
                allowed.add(candidate);
            } else {
                refused.add(refused(candidate.letter(), why));
            }
        }
        int replayed = enqueue(action, allowed, note, refused);
        return new ReplayRequest.Done(replayed, refused);
    }

    /// Only what died in the stream can be sent through it again: who names a message that also died in batch runs that have read it
    /// too means the death in the stream.
    private static List<Candidate> meant(Choice choice, List<Candidate> dead) {
        return switch (choice) {
            case Choice.Filtered _ -> dead;
            case Choice.Named _ ->
                    dead.stream()
                            .filter(
                                    one ->
                                            one.letter().run() == null
                                                    || dead.stream()
                                                            .noneMatch(
                                                                    other ->
                                                                            isStreamOf(
                                                                                    other.letter(),
                                                                                    one.letter())))
                            .toList();
        };
    }

    private static boolean isStreamOf(DeadLetter letter, DeadLetter other) {
        return letter.run() == null
                && letter.topicId().equals(other.topicId())
                && letter.partition() == other.partition()
                && letter.offset() == other.offset();
    }

    private int enqueue(String action, List<Candidate> allowed, Note note, List<Refused> refused) {
        List<Payload> found = payloads.find(allowed.stream().map(Candidate::letter).toList());
        return lock.hold(
                action,
                () -> {
                    int replayed = 0;
                    for (int i = 0; i < allowed.size(); i++) {
                        DeadLetter letter = allowed.get(i).letter();
                        switch (found.get(i)) {
                            case Payload.Missing(String why) -> refused.add(refused(letter, why));
                            case Payload.At(Location record) -> {
                                if (table.enqueue(allowed.get(i), record, note)) {
                                    replayed++;
                                } else {
                                    refused.add(refused(letter, "it is not dead any more"));
                                }
                            }
                        }
                    }
                    return replayed;
                });
    }

    private @Nullable String objection(DeadLetter letter, boolean force) {
        String group = topics.group(letter.action());
        if (!letter.group().equals(group)) {
            return "it died in the run of group '%s', not in the action's stream; a heal run can score it"
                    .formatted(letter.group());
        }
        return letter.replays() >= properties.mostReplays() && !force
                ? "it was replayed %d times and died each time; 'force' replays it all the same"
                        .formatted(letter.replays())
                : null;
    }

    private static List<Refused> notDead(Choice choice, List<Candidate> dead) {
        return switch (choice) {
            case Choice.Filtered _ -> List.of();
            case Choice.Named(List<Place> places) ->
                    places.stream()
                            .filter(
                                    place ->
                                            dead.stream()
                                                    .noneMatch(
                                                            candidate ->
                                                                    place.names(
                                                                            candidate.letter())))
                            .map(
                                    place ->
                                            new Refused(
                                                    place.topic(),
                                                    place.topicId(),
                                                    place.partition(),
                                                    place.offset(),
                                                    "it is not dead"))
                            .toList();
        };
    }

    private static Refused refused(DeadLetter letter, String why) {
        return new Refused(
                letter.topic(), letter.topicId(), letter.partition(), letter.offset(), why);
    }
}
