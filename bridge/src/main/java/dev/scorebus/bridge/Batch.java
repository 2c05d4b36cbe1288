package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.FrameReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages of a call, in as many frames as they need, and what is known of those that cannot be sent.
///
/// @param frames what is sent, one after the other
/// @param known per message: what became of it already; null for one that is sent
record Batch(List<CallFrame> frames, List<@Nullable Entry> known) {
    private static final String NO_JSON = "dev.scorebus.bridge.NoJson";
    private static final String TOO_LARGE = "dev.scorebus.bridge.TooLarge";
    // What a frame has beside its messages: less than this.
    private static final int ENVELOPE = 1_024;

    static Batch of(Call.Messages call) {
        List<CallFrame> frames = new ArrayList<>();
        List<@Nullable Entry> known = new ArrayList<>();
        List<byte[]> part = new ArrayList<>();
        long room = FrameReader.LARGEST - ENVELOPE;
        for (BridgeMessage each : call.messages()) {
            @Nullable ByteBuffer json = JsonBytes.value(each.bytes(), each.offset(), each.length());
            if (json == null) {
                known.add(noJson());
                continue;
            }
            byte[] message = CallFrame.message(each, json);
            if (message.length + 1 > FrameReader.LARGEST - ENVELOPE) {
                known.add(
                        new Entry.Failed(
                                TOO_LARGE,
                                "the message has %d bytes, which no frame holds"
                                        .formatted(message.length),
                                false));
                continue;
            }
            known.add(null);
            if (message.length + 1 > room) {
                frames.add(CallFrame.of(call.command(), call.explain(), part));
                part = new ArrayList<>();
                room = FrameReader.LARGEST - ENVELOPE;
            }
            part.add(message);
            room -= message.length + 1;
        }
        if (!part.isEmpty()) {
            frames.add(CallFrame.of(call.command(), call.explain(), part));
        }
        return new Batch(frames, known);
    }

    /// What becomes of a message that is no JSON.
    static Entry noJson() {
        return new Entry.Failed(NO_JSON, "the message is not JSON in UTF-8", false);
    }

    /// All entries, in the order of the messages.
    ///
    /// @param answered those of the messages that were sent
    CallOutcome.Answered answered(List<Entry> answered) {
        List<Entry> entries = new ArrayList<>(known.size());
        int next = 0;
        for (@Nullable Entry each : known) {
            entries.add(each == null ? answered.get(next++) : each);
        }
        return new CallOutcome.Answered(entries);
    }
}
