package dev.scorebus.score.program;

import dev.scorebus.ledger.FailureKind;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls a program so that one bad message never fails its neighbours: a batch that makes the program throw, answer short or
/// miss its deadline is halved until the message that does it stands alone. Where the deadline is renewable the halves have one
/// of their own, because a batch that is late says nothing about its messages.
public final class BisectLoop {
    private static final Logger LOGGER = LoggerFactory.getLogger(BisectLoop.class);
    private static final String BROKEN = "dev.scorebus.score.BrokenPromise";

    private BisectLoop() {}

    /// One reply per message; never throws what the program throws, save for errors of the JVM.
    ///
    /// @throws ProgramUnavailableException when the program cannot be called now, which is no message's fault
    public static List<Reply> score(Program program, Batch batch) {
        List<Reply> replies = attempt(program, batch);
        int count = batch.messages().size();
        boolean mayBeLate = !batch.deadline().renewable();
        if (count == 1 || replies.stream().noneMatch(reply -> unfinished(reply, mayBeLate))) {
            return replies;
        }
        List<Reply> finished = new ArrayList<>(replies);
        int from = 0;
        while (from < count) {
            if (!unfinished(finished.get(from), mayBeLate)) {
                from++;
                continue;
            }
            int to = from;
            while (to < count && unfinished(finished.get(to), mayBeLate)) {
                to++;
            }
            redo(program, batch, finished, from, to);
            from = to;
        }
        return finished;
    }

    private static void redo(Program program, Batch batch, List<Reply> finished, int from, int to) {
        int middle = to - from == batch.messages().size() ? (from + to) >>> 1 : to;
        replace(finished, from, score(program, batch.part(from, middle)));
        if (middle < to) {
            replace(finished, middle, score(program, batch.part(middle, to)));
        }
    }

    private static void replace(List<Reply> finished, int from, List<Reply> part) {
        for (int i = 0; i < part.size(); i++) {
            finished.set(from + i, part.get(i));
        }
    }

    private static boolean unfinished(Reply reply, boolean mayBeLate) {
        return reply instanceof Reply.Failed failed
                && ((failed.kind() == FailureKind.TIMEOUT && !mayBeLate)
                        || (failed.kind() == FailureKind.PROGRAM
                                && failed.errorClass().equals(BROKEN)));
    }

    private static List<Reply> attempt(Program program, Batch batch) {
        int count = batch.messages().size();
        try {
            List<Reply> replies = program.score(batch);
            return replies.size() == count
                    ? replies
                    : same(
                            count,
                            BROKEN,
                            "the program gave %d replies to %d messages"
                                    .formatted(replies.size(), count));
        } catch (ProgramUnavailableException e) {
            throw e;
        } catch (CallFailedException e) {
            return count == 1 ? List.of(alone(e)) : same(count, BROKEN, e.detail());
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.getClass().getName())
                    .log(
                            "program threw; the batch is halved until the message that did it stands alone");
            String name = count == 1 ? e.getClass().getName() : BROKEN;
            return same(count, name, "the program threw " + e.getClass().getName());
        }
    }

    private static Reply alone(CallFailedException e) {
        FailureKind kind = e.retryable() ? FailureKind.PROGRAM : FailureKind.SCHEMA;
        return new Reply.Failed(kind, e.errorClass(), e.detail());
    }

    private static List<Reply> same(int count, String errorClass, String detail) {
        List<Reply> replies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            replies.add(new Reply.Failed(FailureKind.PROGRAM, errorClass, detail));
        }
        return replies;
    }
}
