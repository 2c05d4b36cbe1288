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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scores with a process of an installed program.
final class BridgeProgram implements Program {
    private final ProgramCalls process;
    private final String command;

    BridgeProgram(ProgramCalls process, String command) {
        this.process = process;
        this.command = command;
    }

    @Override
    public List<Reply> score(Batch batch) {
        boolean explain = batch.explain().top() > 0;
        long begin = System.nanoTime();
        CallOutcome outcome =
                process.call(
                        new Call.Messages(
                                command,
                                batch.messages().stream().map(BridgeProgram::message).toList(),
                                explain,
                                batch.deadline().left()));
        batch.stages().took(Stage.PREDICT, System.nanoTime() - begin);
        return switch (outcome) {
            case CallOutcome.Answered(List<Entry> entries) -> replies(entries, batch.explain());
            case CallOutcome.Result _ ->
                    throw new IllegalStateException("A call with messages has no one result");
            case CallOutcome.Failed(CallFault fault, String errorClass, String detail) ->
                    failed(fault, errorClass, detail, batch.messages().size());
        };
    }

    @Override
    public Requested request(String input, Deadline deadline) {
        return switch (process.call(new Call.Request(command, input, deadline.left()))) {
            case CallOutcome.Result(String json) -> new Requested.Result(json);
            case CallOutcome.Answered _ ->
                    throw new IllegalStateException("A call without messages has one result");
            case CallOutcome.Failed(CallFault fault, String errorClass, String detail) ->
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

    private static List<Reply> failed(
            CallFault fault, String errorClass, String detail, int messages) {
        return switch (fault) {
            case UNAVAILABLE -> throw new ProgramUnavailableException(detail);
            case CRASHED, PROTOCOL, PROGRAM -> throw new CallFailedException(errorClass, detail);
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
                        case Entry.Value value ->
                                new Reply.Scored(
                                        new Answer.Document(value.value()),
                                        explained(value.explanation(), explain.top()));
                        case Entry.Failed(String errorClass, String text, boolean retryable) ->
                                new Reply.Failed(
                                        retryable ? FailureKind.PROGRAM : FailureKind.SCHEMA,
                                        errorClass,
                                        text);
                    });
        }
        return replies;
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
