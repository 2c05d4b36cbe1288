package dev.scorebus.score.installed;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.bridge.BridgeMessage;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallFault;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.Explanation;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.score.program.Answer;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.CallFailedException;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Explained;
import dev.scorebus.score.program.Explained.Contribution;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.Program;
import dev.scorebus.score.program.ProgramUnavailableException;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Requested;
import dev.scorebus.score.program.Stages.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Scores with a process of an installed program.
final class BridgeProgram implements Program {
    private final ProgramCalls process;
    private final String command;
    private final PureAnswers.@Nullable Memory memory;

    /// @param memory of its answers, when the command is pure
    BridgeProgram(ProgramCalls process, String command, PureAnswers.@Nullable Memory memory) {
        this.process = process;
        this.command = command;
        this.memory = memory;
    }

    @Override
    public List<Reply> score(Batch batch) {
        boolean explain = batch.explain().top() > 0;
        long begin = System.nanoTime();
        List<Reply> replies = new ArrayList<>(Collections.nCopies(batch.messages().size(), null));
        int[] unknown = unknown(batch, explain, replies);
        if (unknown.length > 0) {
            List<Message> asked = Arrays.stream(unknown).mapToObj(batch.messages()::get).toList();
            List<Reply> answered = ask(asked, batch, explain);
            for (int i = 0; i < unknown.length; i++) {
                replies.set(unknown[i], answered.get(i));
            }
        }
        batch.stages().took(Stage.PREDICT, System.nanoTime() - begin);
        return replies;
    }

    /// Fills in the replies that are remembered.
    ///
    /// @return the places of the others
    private int[] unknown(Batch batch, boolean explain, List<Reply> replies) {
        PureAnswers.Memory known = memory;
        return IntStream.range(0, replies.size())
                .filter(
                        i -> {
                            Entry.Value found =
                                    known == null
                                            ? null
                                            : known.recall(batch.messages().get(i), explain);
                            if (found != null) {
                                replies.set(i, scored(found, batch.explain()));
                            }
                            return found == null;
                        })
                .toArray();
    }

    private List<Reply> ask(List<Message> messages, Batch batch, boolean explain) {
        CallOutcome outcome =
                process.call(
                        new Call.Messages(
                                command,
                                messages.stream().map(BridgeProgram::message).toList(),
                                explain,
                                batch.deadline().left()));
        return switch (outcome) {
            case CallOutcome.Answered(List<Entry> entries) -> {
                remember(messages, explain, entries);
                yield replies(entries, batch.explain());
            }
            case CallOutcome.Result _ ->
                    throw new IllegalStateException("A call with messages has no one result");
            case CallOutcome.Failed failed -> failed(failed, messages.size());
        };
    }

    private void remember(List<Message> messages, boolean explain, List<Entry> entries) {
        if (memory != null) {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i) instanceof Entry.Value value) {
                    memory.remember(messages.get(i), explain, value);
                }
            }
        }
    }

    @Override
    public Requested request(String input, Deadline deadline) {
        String known = memory == null ? null : memory.recall(input);
        if (known != null) {
            return new Requested.Result(known);
        }
        return switch (process.call(new Call.Request(command, input, deadline.left()))) {
            case CallOutcome.Result(String json) -> {
                if (memory != null) {
                    memory.remember(input, json);
                }
                yield new Requested.Result(json);
            }
            case CallOutcome.Answered _ ->
                    throw new IllegalStateException("A call without messages has one result");
            case CallOutcome.Failed(CallFault fault, String errorClass, String detail, boolean _) ->
                    switch (fault) {
                        case UNAVAILABLE -> throw new ProgramUnavailableException(detail);
                        case CRASHED, PROTOCOL, PROGRAM ->
                                new Requested.Failed(FailureKind.PROGRAM, errorClass, detail);
                        case DEADLINE ->
                                new Requested.Failed(FailureKind.TIMEOUT, errorClass, detail);
                    };
        };
    }

    private static BridgeMessage message(Message message) {
        Message.Origin origin = message.origin();
        return origin == null
                ? new BridgeMessage(
                        message.bytes(), message.offset(), message.length(), null, null, null, null)
                : new BridgeMessage(
                        message.bytes(),
                        message.offset(),
                        message.length(),
                        origin.id(),
                        origin.key(),
                        origin.customer(),
                        origin.time());
    }

    private static List<Reply> failed(CallOutcome.Failed failed, int messages) {
        String errorClass = failed.errorClass();
        String detail = failed.detail();
        return switch (failed.fault()) {
            case UNAVAILABLE -> throw new ProgramUnavailableException(detail);
            case CRASHED, PROTOCOL, PROGRAM ->
                    throw new CallFailedException(errorClass, detail, failed.retryable());
            case DEADLINE ->
                    Collections.nCopies(
                            messages, new Reply.Failed(FailureKind.TIMEOUT, errorClass, detail));
        };
    }

    private static List<Reply> replies(List<Entry> entries, Explain explain) {
        List<Reply> replies = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            replies.add(
                    switch (entry) {
                        case Entry.Value value -> scored(value, explain);
                        case Entry.Failed(String errorClass, String text, boolean retryable) ->
                                new Reply.Failed(
                                        retryable ? FailureKind.PROGRAM : FailureKind.SCHEMA,
                                        errorClass,
                                        text);
                    });
        }
        return replies;
    }

    private static Reply scored(Entry.Value value, Explain explain) {
        return new Reply.Scored(
                new Answer.Document(value.value()), explained(value.explanation(), explain.top()));
    }

    /// The largest contributions, and the sum of the rest.
    private static @Nullable Explained explained(@Nullable Explanation given, int top) {
        if (given == null || top == 0) {
            return null;
        }
        List<Contribution> all = new ArrayList<>();
        given.contributions()
                .forEach(
                        (feature, value) -> all.add(new Contribution(feature, value.floatValue())));
        all.sort(Comparator.comparingDouble((Contribution one) -> -Math.abs(one.value())));
        float base = (float) given.base();
        if (all.size() <= top) {
            return new Explained(null, base, all, null);
        }
        double rest = all.subList(top, all.size()).stream().mapToDouble(Contribution::value).sum();
        return new Explained(null, base, List.copyOf(all.subList(0, top)), (float) rest);
    }

    @Override
    public void close() {
        process.close();
    }
}
