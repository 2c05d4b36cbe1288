package dev.scorebus.bridge.check;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.ProgramLaunch;
import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.bridge.Transport;
import dev.scorebus.bridge.check.ConformanceVector.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tries the vectors of `docs/bridge-protocol.md` with a program, in the order of the page. A program that is
/// out of step is started anew for the next one, so that one mistake is told once.
public final class Conformance implements AutoCloseable {
    private static final List<ConformanceVector> VECTORS =
            List.of(
                    new ConformanceVector(
                            "hello",
                            "nothing",
                            "a `hello` within the start-up deadline, with a right token, protocol 1, at least one command",
                            Kind.ANY,
                            LifeRules::hello),
                    messages(
                            "one",
                            "a call with one message",
                            "a reply with one entry",
                            MessageRules::one),
                    messages(
                            "many",
                            "a call with 500 messages",
                            "500 entries, in order",
                            MessageRules::many),
                    messages(
                            "odd-json",
                            "messages with nested objects, `null`, escapes, surrogate pairs, large and small numbers, an empty object",
                            "one entry each, value or error",
                            MessageRules::oddJson),
                    messages(
                            "bad-message",
                            "a message between two good ones that is an array instead of an object",
                            "three entries; the neighbours' answers are those of `one`",
                            MessageRules::badMessage),
                    messages(
                            "split",
                            "a call, byte by byte",
                            "the same answer as in one piece",
                            MessageRules::split),
                    messages(
                            "joined",
                            "two frames (`ping` and a call) in one write",
                            "both answered",
                            MessageRules::joined),
                    messages(
                            "unknown-type",
                            "a frame of a type that does not exist",
                            "nothing; the next call is answered",
                            MessageRules::unknownType),
                    messages(
                            "unknown-field",
                            "a call with a field that does not exist",
                            "the same answer",
                            MessageRules::unknownField),
                    messages(
                            "large",
                            "a message of 1 MiB",
                            "one entry, value or error",
                            MessageRules::large),
                    messages(
                            "cancel",
                            "a call, and its cancel at once",
                            "an answer within two seconds of the cancel",
                            MessageRules::cancel),
                    new ConformanceVector(
                            "concurrent",
                            "two calls in one write, to a program that says a `concurrency` of 2 or more",
                            "both answered, in either order, each as alone",
                            Kind.CONCURRENT,
                            MessageRules::concurrent),
                    new ConformanceVector(
                            "binary",
                            "a message of bytes in the attachment between two good ones, to a program that says `binary`",
                            "three entries; the neighbours' answers are those of `one`",
                            Kind.BINARY,
                            MessageRules::binary),
                    new ConformanceVector(
                            "ping",
                            "`ping` while idle",
                            "`pong` with the same `n`",
                            Kind.ANY,
                            LifeRules::ping),
                    new ConformanceVector(
                            "unknown-command",
                            "a call of a command that it has not",
                            "`failed`",
                            Kind.ANY,
                            LifeRules::unknownCommand),
                    new ConformanceVector(
                            "drain",
                            "`drain`",
                            "`drained`, then the end of the connection and exit status 0 within 5 seconds",
                            Kind.ENDING,
                            LifeRules::drain),
                    new ConformanceVector(
                            "gone",
                            "the connection is closed without `drain`",
                            "the process ends within 5 seconds",
                            Kind.ENDING,
                            LifeRules::gone));

    private final ProgramLaunch launch;
    private final Transport transport;
    private final Duration patience;
    private final BridgeListener listener;
    private final Sample sample;
    private @Nullable Talk talk;
    private boolean helloHeard;

    /// @param command the one that works on messages
    /// @param message the data of a good message, as JSON text
    /// @param patience how long each answer may take
    public Conformance(
            ProgramLaunch launch,
            Transport transport,
            String command,
            String message,
            Duration patience,
            BridgeListener listener) {
        this.launch = launch;
        this.transport = transport;
        this.patience = patience;
        this.listener = listener;
        this.sample = new Sample(command, message);
    }

    private static ConformanceVector messages(
            String name, String sent, String wanted, ConformanceVector.Rule rule) {
        return new ConformanceVector(name, sent, wanted, Kind.MESSAGES, rule);
    }

    static List<ConformanceVector> vectors() {
        return VECTORS;
    }

    /// Tries all vectors.
    ///
    /// @param each is told of each as soon as it is known
    public List<Verdict> check(Consumer<Verdict> each) throws InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        for (ConformanceVector vector : VECTORS) {
            Verdict verdict =
                    new Verdict(vector.name(), vector.sent(), vector.wanted(), outcome(vector));
            verdicts.add(verdict);
            each.accept(verdict);
        }
        return verdicts;
    }

    private Outcome outcome(ConformanceVector vector) throws InterruptedException {
        if (!helloHeard && !vector.name().equals("hello")) {
            return new Outcome.NotApplicable("there was no right hello");
        }
        try {
            Talk now = talk();
            helloHeard = true;
            @Nullable String missing = missing(vector.kind(), now);
            return missing == null ? tried(vector, now) : new Outcome.NotApplicable(missing);
        } catch (ProgramStartException e) {
            return new Outcome.Broken("there is no right hello", String.valueOf(e.getMessage()));
        }
    }

    /// What a vector needs and the program has not.
    private @Nullable String missing(Kind kind, Talk now) {
        boolean ofMessages =
                switch (kind) {
                    case MESSAGES, CONCURRENT, BINARY -> true;
                    case ANY, ENDING -> false;
                };
        if (ofMessages && !now.has(sample.command())) {
            return "the program has no command %s".formatted(sample.command());
        }
        if (kind == Kind.CONCURRENT && now.hello().concurrency() < 2) {
            return "the program takes one call at a time";
        }
        return kind == Kind.BINARY && !now.hello().binary()
                ? "the program takes no attachments"
                : null;
    }

    private Outcome tried(ConformanceVector vector, Talk now) throws InterruptedException {
        boolean goesOn = vector.kind() != Kind.ENDING;
        try {
            vector.rule().check(now, sample);
            return new Outcome.Held();
        } catch (OutOfStepException e) {
            goesOn = false;
            return e.outcome();
        } catch (BrokenRuleException e) {
            return e.outcome();
        } finally {
            if (!goesOn) {
                close();
            }
        }
    }

    private Talk talk() throws ProgramStartException, InterruptedException {
        Talk now = talk;
        if (now == null) {
            now = Talk.begin(launch, transport, patience, listener);
            talk = now;
        }
        return now;
    }

    /// Ends the program, if it still runs.
    @Override
    public void close() {
        Talk now = talk;
        if (now != null) {
            now.close();
            talk = null;
        }
    }
}
