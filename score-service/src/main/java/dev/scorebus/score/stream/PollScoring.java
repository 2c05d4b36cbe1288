package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.action.Evaluation;
import dev.scorebus.action.EventView;
import dev.scorebus.action.Expression;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.CloudEvent;
import dev.scorebus.message.CloudEvents;
import dev.scorebus.message.Decoded;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.Serving;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.ProgramUnavailableException;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Stages;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Scores the records of one poll: reads them as events, filters, picks the customer's model and calls the program once per
/// model version. Every record has an outcome; what is wrong with one is no other's.
final class PollScoring {
    private static final String CONTRACT = "dev.scorebus.score.ContractBroken";

    private final Action action;
    private final Function<@Nullable String, Serving> serving;
    private final Supplier<Deadline> deadlines;
    private final int largest;
    private final Stages stages;

    /// @param serving who scores the messages of a customer
    /// @param deadlines gives each poll its deadline
    /// @param largest how many bytes a record may have
    PollScoring(
            Action action,
            Function<@Nullable String, Serving> serving,
            Supplier<Deadline> deadlines,
            int largest,
            Stages stages) {
        this.action = action;
        this.serving = serving;
        this.deadlines = deadlines;
        this.largest = largest;
        this.stages = stages;
    }

    /// A record that goes to a program.
    private record Candidate(
            int index,
            @Nullable String eventId,
            @Nullable String key,
            CloudEvent event,
            @Nullable String customer) {}

    /// The outcomes of these messages, in their order.
    ///
    /// @throws StreamFault when a model that is needed cannot be opened now
    List<Outcome> score(List<Work> work) {
        return score(work, Map.of());
    }

    /// The same, but that some are not given to a program.
    ///
    /// @param behind by the indexes of these, the offset of the message that each of them waits behind
    List<Outcome> score(List<Work> work, Map<Integer, Long> behind) {
        Outcome[] outcomes = new Outcome[work.size()];
        Map<String, List<Candidate>> byCustomer = new LinkedHashMap<>();
        for (int i = 0; i < outcomes.length; i++) {
            examine(i, work.get(i).message(), behind.get(i), outcomes, byCustomer);
        }
        Map<String, Served> byVersion = new LinkedHashMap<>();
        try {
            byCustomer.forEach((_, same) -> assign(same, outcomes, byVersion));
            byVersion.values().forEach(served -> call(served, outcomes));
        } finally {
            byVersion.values().forEach(served -> served.lease().close());
        }
        return Arrays.asList(outcomes);
    }

    /// Candidates that one model version scores.
    private record Served(Lease lease, List<Candidate> candidates) {}

    private void examine(
            int index,
            ConsumerRecord<byte[], byte[]> record,
            @Nullable Long ahead,
            Outcome[] outcomes,
            Map<String, List<Candidate>> byCustomer) {
        if (record.serializedValueSize() > largest) {
            outcomes[index] =
                    schema(
                            null,
                            "too large: the record has %d bytes, at most %d are scored"
                                    .formatted(record.serializedValueSize(), largest));
            return;
        }
        switch (CloudEvents.read(record)) {
            case Decoded.Unreadable(String why) -> outcomes[index] = schema(null, why);
            case Decoded.Read(CloudEvent event) -> {
                String id = CloudEvents.PLAIN_TYPE.equals(event.type()) ? null : event.id();
                EventView view = new EventView(event, record.topic(), record.key());
                Outcome early = filtered(id, view);
                if (early != null) {
                    outcomes[index] = early;
                    return;
                }
                switch (customer(view)) {
                    case Evaluation.Failed(String why) -> outcomes[index] = schema(id, why);
                    case Evaluation.Value(String _) when ahead != null ->
                            outcomes[index] = new Outcome.Behind(id, ahead);
                    case Evaluation.Value(String customer) ->
                            byCustomer
                                    .computeIfAbsent(customer, _ -> new ArrayList<>())
                                    .add(
                                            new Candidate(
                                                    index,
                                                    id,
                                                    key(record),
                                                    event,
                                                    customer.isEmpty() ? null : customer));
                }
            }
        }
    }

    /// An event for which the filter has no answer is no event to drop: nothing is skipped in silence.
    private @Nullable Outcome filtered(@Nullable String id, EventView view) {
        Expression filter = action.input().filter();
        if (filter == null) {
            return null;
        }
        return switch (filter.test(view)) {
            case Evaluation.Value(Boolean holds) -> holds ? null : new Outcome.Filtered(id);
            case Evaluation.Failed(String why) -> schema(id, why);
        };
    }

    /// The customer; empty when the action does not tell customers apart.
    private Evaluation<String> customer(EventView view) {
        Expression customer = action.customer();
        return customer == null ? new Evaluation.Value<>("") : customer.text(view);
    }

    static Outcome.Failed schema(@Nullable String id, String why) {
        return new Outcome.Failed(id, FailureKind.SCHEMA, CONTRACT, why);
    }

    private void assign(
            List<Candidate> candidates, Outcome[] outcomes, Map<String, Served> byVersion) {
        String customer = candidates.getFirst().customer();
        switch (serving.apply(customer)) {
            case Serving.NotReady(String reason) -> throw new StreamFault(State.WAITING, reason);
            case Serving.Unknown(String reason) when customer == null ->
                    throw new StreamFault(State.WAITING, reason);
            case Serving.Unknown(String reason) -> {
                for (Candidate candidate : candidates) {
                    outcomes[candidate.index()] =
                            new Outcome.Failed(
                                    candidate.eventId(),
                                    FailureKind.PROGRAM,
                                    "dev.scorebus.score.NoModel",
                                    "neither the message's customer nor all customers together have a model: "
                                            + reason);
                }
            }
            case Serving.Ready(Lease lease) -> {
                String version = lease.ref().customer() + "/" + lease.ref().version();
                Served known = byVersion.get(version);
                if (known == null) {
                    byVersion.put(version, new Served(lease, new ArrayList<>(candidates)));
                } else {
                    lease.close();
                    known.candidates().addAll(candidates);
                }
            }
        }
    }

    private static @Nullable String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static Message.Origin origin(Candidate candidate) {
        Instant time = candidate.event().time();
        return new Message.Origin(
                candidate.event().id(),
                candidate.key(),
                candidate.customer(),
                time == null ? null : time.toString());
    }

    private static List<Reply> replies(Served served, Batch batch) {
        try {
            return served.lease().score(batch);
        } catch (ProgramUnavailableException e) {
            throw new StreamFault(State.WAITING, e.reason());
        }
    }

    private void call(Served served, Outcome[] outcomes) {
        List<Candidate> candidates = served.candidates();
        List<Message> messages = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            byte[] data = candidate.event().data();
            messages.add(new Message(data, 0, data.length, origin(candidate)));
        }
        List<Reply> replies =
                replies(served, new Batch(messages, action.explain(), deadlines.get(), stages));
        for (int i = 0; i < replies.size(); i++) {
            Candidate candidate = candidates.get(i);
            outcomes[candidate.index()] =
                    switch (replies.get(i)) {
                        case Reply.Scored scored ->
                                new Outcome.Scored(
                                        candidate.eventId(),
                                        candidate.event(),
                                        candidate.customer(),
                                        served.lease().ref(),
                                        scored);
                        case Reply.Failed(FailureKind kind, String errorClass, String detail) ->
                                new Outcome.Failed(candidate.eventId(), kind, errorClass, detail);
                    };
        }
    }
}
