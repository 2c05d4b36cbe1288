package dev.scorebus.bridge.check;

import java.time.Duration;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// The rules of a program's life: what it answers besides messages, and how it ends.
final class LifeRules {
    static final Duration CANCELLED_WITHIN = Duration.ofSeconds(2);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(5);
    private static final int PING = 4711;

    private LifeRules() {}

    /// Hello was heard and found right before any rule is tried.
    static void hello(Talk talk, Sample sample) {}

    static void ping(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        talk.send(Talk.frame("{\"type\":\"ping\",\"n\":%d}".formatted(PING)));
        requirePong(talk.next(talk.patience(), "no pong"), PING);
    }

    static void requirePong(ObjectNode frame, int n) throws BrokenRuleException {
        if (!Talk.typeOf(frame).equals("pong")) {
            throw new BrokenRuleException("no pong came", frame);
        }
        if (!frame.path("n").isIntegralNumber() || frame.path("n").asLong() != n) {
            throw new BrokenRuleException("the pong has another n than the ping: " + n, frame);
        }
    }

    static void unknownCommand(Talk talk, Sample sample)
            throws BrokenRuleException, InterruptedException {
        ObjectNode answer = talk.ask(talk.call("no-such-command", "\"input\":{}"));
        if (!Entries.isFailed(answer)) {
            throw new BrokenRuleException("a command that it does not have is answered", answer);
        }
        Entries.requireError(answer.path("error"), "the call");
    }

    static void drain(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        long until = System.nanoTime() + ENDED_WITHIN.toNanos();
        talk.send(Talk.frame("{\"type\":\"drain\"}"));
        ObjectNode frame = talk.next(ENDED_WITHIN, "no `drained`");
        if (!Talk.typeOf(frame).equals("drained")) {
            throw new BrokenRuleException("something else than `drained` came", frame);
        }
        talk.awaitEnd(Duration.ofNanos(until - System.nanoTime()));
        OptionalInt status = talk.exitStatus(Duration.ofNanos(until - System.nanoTime()));
        if (status.isEmpty() || status.getAsInt() != 0) {
            throw new BrokenRuleException(
                    "it did not end with exit status 0 within " + Talk.shown(ENDED_WITHIN),
                    status.isEmpty() ? "it lives on" : "exit status " + status.getAsInt());
        }
    }

    static void gone(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        talk.leave();
        if (talk.exitStatus(ENDED_WITHIN).isEmpty()) {
            throw new BrokenRuleException(
                    "it did not end within %s".formatted(Talk.shown(ENDED_WITHIN)), "it lives on");
        }
    }
}
