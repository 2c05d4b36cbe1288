package dev.scorebus.bridge.check;

import dev.scorebus.bridge.frame.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of what messages are answered with.
final class MessageRules {
    private static final int MANY = 500;
    // No divisor of the larger: entries that change places in each call do not change them alike.
    private static final int FEW = 7;
    private static final int LARGE = 1_048_576;
    private static final int DEEP = 100;
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(1);

    private static final List<String> ODD =
            List.of(
                    "{}",
                    "[]",
                    "\"\"",
                    "null",
                    "true",
                    "{\"a\":null,\"\":0,\"__proto__\":{\"b\":1}}",
                    "\"\\u0041\\n\\t\\\"\\\\\\/\\b\\f\\r \\u00e9 é\"",
                    "\"\\ud83d\\ude00 and 😀\"",
                    "{\"😀\":\"\\u0001\"}",
                    "[1e308,-1e308,5e-324,0.1,-0.0,1E+2]",
                    "[9007199254740993,12345678901234567890,-9223372036854775808]",
                    "{\"a\":".repeat(DEEP) + "[[{}]]" + "}".repeat(DEEP));

    private MessageRules() {}

    static void one(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        sample.learn(talk);
    }

    /// The same messages in small calls must be answered alike, place by place.
    static void many(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        sample.learn(talk);
        List<String> messages = sample.many(MANY);
        List<JsonNode> together = entries(talk, sample, messages);
        for (int from = 0; from < MANY; from += FEW) {
            int to = Math.min(from + FEW, MANY);
            List<JsonNode> apart = entries(talk, sample, messages.subList(from, to));
            for (int i = from; i < to; i++) {
                sample.requireSame(
                        apart.get(i - from),
                        together.get(i),
                        "entry %d is not what its message is answered with in a smaller call"
                                .formatted(i));
            }
        }
    }

    static void oddJson(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        List<JsonNode> _ = entries(talk, sample, ODD);
    }

    static void badMessage(Talk talk, Sample sample)
            throws BrokenRuleException, InterruptedException {
        List<JsonNode> entries =
                entries(talk, sample, List.of(sample.message(), "[1,2,3]", sample.message()));
        sample.requireSame(talk, entries.getFirst(), "the entry before the bad one");
        sample.requireSame(talk, entries.getLast(), "the entry behind the bad one");
    }

    static void large(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        List<JsonNode> _ =
                entries(talk, sample, List.of(sample.with("padding", "x".repeat(LARGE))));
    }

    static void split(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        Talk.Sent call = talk.call(sample.command(), List.of(sample.message()));
        byte[] frame = call.frame();
        for (int i = 0; i < frame.length; i++) {
            talk.send(new byte[] {frame[i]});
            if (i < frame.length - 1) {
                talk.pause(BETWEEN_BYTES);
            }
        }
        requireOne(talk, sample, talk.answer(call.id(), talk.patience()));
    }

    static void joined(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        byte[] ping = Talk.frame("{\"type\":\"ping\",\"n\":1}");
        Talk.Sent call = talk.call(sample.command(), List.of(sample.message()));
        byte[] frame = call.frame();
        byte[] both = Arrays.copyOf(ping, ping.length + frame.length);
        System.arraycopy(frame, 0, both, ping.length, frame.length);
        talk.send(both);
        ObjectNode first = talk.next(talk.patience(), "neither a pong nor an answer");
        boolean pongFirst = Talk.typeOf(first).equals("pong");
        ObjectNode second =
                talk.next(talk.patience(), pongFirst ? "a pong, but no answer" : "no pong");
        LifeRules.requirePong(pongFirst ? first : second, 1);
        ObjectNode answer = pongFirst ? second : first;
        Talk.requireAnswer(answer, call.id());
        requireOne(talk, sample, answer);
    }

    static void unknownType(Talk talk, Sample sample)
            throws BrokenRuleException, InterruptedException {
        talk.send(Talk.frame("{\"type\":\"no-such-type\",\"id\":4711,\"n\":1}"));
        requireOne(talk, sample, talk.ask(talk.call(sample.command(), List.of(sample.message()))));
    }

    static void unknownField(Talk talk, Sample sample)
            throws BrokenRuleException, InterruptedException {
        requireOne(
                talk,
                sample,
                talk.ask(
                        talk.call(
                                sample.command(),
                                "\"no-such-field\":{\"a\":[1]},\"messages\":[{\"data\":%s,\"no-such-field\":1}]"
                                        .formatted(sample.message()))));
    }

    /// What follows shows that the cancelled call was answered once.
    static void cancel(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        Talk.Sent call = talk.call(sample.command(), sample.many(MANY));
        talk.send(call.frame());
        talk.send(Talk.frame("{\"type\":\"cancel\",\"id\":%d}".formatted(call.id())));
        ObjectNode answer = talk.answer(call.id(), LifeRules.CANCELLED_WITHIN);
        if (Entries.isFailed(answer)) {
            Entries.requireError(answer.path("error"), "the call");
        }
        requireOne(talk, sample, talk.ask(talk.call(sample.command(), List.of(sample.message()))));
    }

    /// The calls differ, so that an answer under the other's number shows.
    static void concurrent(Talk talk, Sample sample)
            throws BrokenRuleException, InterruptedException {
        sample.learn(talk);
        List<String> messages = sample.many(2);
        List<JsonNode> alone = new ArrayList<>();
        List<Talk.Sent> calls = new ArrayList<>();
        for (String message : messages) {
            alone.add(entries(talk, sample, List.of(message)).getFirst());
        }
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        for (String message : messages) {
            Talk.Sent call = talk.call(sample.command(), List.of(message));
            calls.add(call);
            both.writeBytes(call.frame());
        }
        talk.send(both.toByteArray());
        ObjectNode first = talk.next(talk.patience(), "no answer to either of two calls");
        int which = first.path("id").asLong(0) == calls.getLast().id() ? 1 : 0;
        Talk.requireAnswer(first, calls.get(which).id());
        ObjectNode second = talk.answer(calls.get(1 - which).id(), talk.patience());
        requireAlone(sample, alone.get(which), first);
        requireAlone(sample, alone.get(1 - which), second);
    }

    /// The first 0x00 of the payload ends the JSON; those of the attachment do not.
    static void binary(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException {
        byte[] bytes = {0, (byte) 0xFF, '{', '"', 0, '}', (byte) 0xC0, '\n'};
        Talk.Sent call =
                talk.call(
                        sample.command(),
                        "\"messages\":[{\"data\":%s},{\"bytes\":[2,%d]},{\"data\":%s}]"
                                .formatted(sample.message(), bytes.length, sample.message()));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(call.json().getBytes(StandardCharsets.UTF_8));
        payload.write(0);
        payload.writeBytes(new byte[] {1, 2});
        payload.writeBytes(bytes);
        talk.send(Frames.of(payload.toByteArray()));
        List<JsonNode> entries = Entries.of(talk.answer(call.id(), talk.patience()), 3);
        sample.requireSame(talk, entries.getFirst(), "the entry before the bytes");
        sample.requireSame(talk, entries.getLast(), "the entry behind the bytes");
    }

    private static void requireAlone(Sample sample, JsonNode alone, ObjectNode answer)
            throws BrokenRuleException {
        sample.requireSame(
                alone,
                Entries.of(answer, 1).getFirst(),
                "the entry is not what the call alone is answered with");
    }

    private static void requireOne(Talk talk, Sample sample, ObjectNode answer)
            throws BrokenRuleException, InterruptedException {
        sample.requireSame(talk, Entries.of(answer, 1).getFirst(), "the entry");
    }

    private static List<JsonNode> entries(Talk talk, Sample sample, List<String> messages)
            throws BrokenRuleException, InterruptedException {
        return Entries.of(talk.ask(talk.call(sample.command(), messages)), messages.size());
    }
}
