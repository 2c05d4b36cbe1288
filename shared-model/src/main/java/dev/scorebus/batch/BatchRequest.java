package dev.scorebus.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.action.Action;
import dev.scorebus.action.OutputRules;
import dev.scorebus.message.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is asked of a batch run.
///
/// @param action whose program, model, filter and outputs score
/// @param source what is scored
/// @param outputs where scores go; absent: where those of the action go
/// @param rowsPerSecond how many messages are read in a second at most; absent: as many as can be scored
/// @param who who asks, for those who look into it later
/// @param scheduledFor the time of the schedule that asks; one run of an action is queued for it, however many ask
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchRequest(
        String action,
        Source source,
        @Nullable List<Action.Output> outputs,
        @Nullable Integer rowsPerSecond,
        @Nullable String who,
        @Nullable Instant scheduledFor) {
    private static final int FASTEST = 1_000_000;

    public BatchRequest {
        outputs = outputs == null ? null : outputs.stream().map(OutputRules::checked).toList();
        if (action == null || !action.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    action == null
                            ? "action is missing"
                            : "action is the name of an action, got '%s'".formatted(action));
        }
        if (source == null) {
            throw new IllegalArgumentException(
                    "source is missing; it is one of topic, dataSet, deadLetters");
        }
        if (outputs != null && outputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "outputs is empty; leave it out for the outputs of the action");
        }
        if (rowsPerSecond != null && (rowsPerSecond < 1 || rowsPerSecond > FASTEST)) {
            throw new IllegalArgumentException(
                    "rowsPerSecond is 1 to %d, got %d".formatted(FASTEST, rowsPerSecond));
        }
        if (who != null && who.length() > 200) {
            throw new IllegalArgumentException(
                    "who has at most 200 characters, got %d".formatted(who.length()));
        }
        if (scheduledFor != null && source.deadLetters() == null) {
            throw new IllegalArgumentException(
                    "scheduledFor is for a source of deadLetters; other runs have no schedule");
        }
    }

    /// What is wrong with the request by itself, without a look at its action or its topics: it writes where it reads, or a range
    /// ends before it begins. A record of an older release may have such faults, so that it can still be read.
    public List<String> contradictions() {
        List<String> faults = new ArrayList<>();
        Source.TopicRange range = source.topic();
        if (range != null) {
            faults.addAll(range.contradictions());
        }
        faults.addAll(loops(Set.of(), outputs == null ? List.of() : outputs));
        return faults;
    }

    /// Where the request writes into what it or its action reads: the scores would be scored again.
    ///
    /// @param known the action that the request names
    public List<String> loops(Action known) {
        return loops(
                Set.copyOf(known.input().topics()), outputs == null ? known.outputs() : outputs);
    }

    private List<String> loops(Set<String> inputs, List<Action.Output> written) {
        Set<String> read = new TreeSet<>(inputs);
        read.add(Topics.retry(action));
        read.add(Topics.deadLetters(action));
        Source.TopicRange range = source.topic();
        if (range != null) {
            read.add(range.name());
        }
        List<String> faults = new ArrayList<>();
        for (Action.Output output : written) {
            if (output instanceof Action.Output.Topic(String topic) && read.contains(topic)) {
                faults.add(
                        "output topic '%s' is read by the run or by action '%s', or holds its failed messages: scores there would be taken for messages; name another topic"
                                .formatted(topic, action));
            }
        }
        return faults;
    }

    /// The same over one version of its data set.
    public BatchRequest pinnedTo(String version) {
        Source.DataSetRef named = source.dataSet();
        return named == null
                ? this
                : new BatchRequest(
                        action,
                        new Source(null, new Source.DataSetRef(named.name(), version), null),
                        outputs,
                        rowsPerSecond,
                        who,
                        scheduledFor);
    }
}
