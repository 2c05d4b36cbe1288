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
    private static final String NOT_TAKEN =
            ", and the program does not say that it takes other bytes (\"binary\": true in its hello)";
    private static final String TOO_LARGE = "dev.scorebus.bridge.TooLarge";
    // What a frame has beside its messages: less than this.
    private static final int ENVELOPE = 1_024;

    /// @param binary whether the program understands attachments
    static Batch of(Call.Messages call, boolean binary) {
        Parts parts = new Parts(call);
        List<@Nullable Entry> known = new ArrayList<>();
        for (BridgeMessage each : call.messages()) {
            @Nullable ByteBuffer json = JsonBytes.value(each.bytes(), each.offset(), each.length());
            if (json != null) {
                known.add(parts.add(CallFrame.message(each, json), null));
            } else if (binary) {
                known.add(parts.add(each));
            } else {
                known.add(noJson(NOT_TAKEN));
            }
        }
        return new Batch(parts.end(), known);
    }

    /// The frames of a call, each filled up to the largest size.
    private static final class Parts {
        private static final int MOST = FrameReader.LARGEST - ENVELOPE;

        private final Call.Messages call;
        private final List<CallFrame> frames = new ArrayList<>();
        private List<byte[]> messages = new ArrayList<>();
        private List<ByteBuffer> attachment = new ArrayList<>();
        private long room = MOST;
        private long attached;

        Parts(Call.Messages call) {
            this.call = call;
        }

        /// A message that goes into the attachment. Its offset counts from the begin of the frame that it comes into.
        private @Nullable Entry add(BridgeMessage message) {
            ByteBuffer bytes = ByteBuffer.wrap(message.bytes(), message.offset(), message.length());
            byte[] object = CallFrame.message(message, attached);
            if (object.length + 1L + bytes.remaining() > room) {
                close();
                object = CallFrame.message(message, 0);
            }
            return add(object, bytes);
        }

        /// @return what became of it already, when no frame holds it
        private @Nullable Entry add(byte[] message, @Nullable ByteBuffer bytes) {
            long size = message.length + 1L + (bytes == null ? 0 : bytes.remaining());
            if (size > MOST) {
                return new Entry.Failed(
                        TOO_LARGE,
                        "the message has %d bytes, which no frame holds".formatted(size - 1),
                        false);
            }
            if (size > room) {
                close();
            }
            messages.add(message);
            room -= size;
            if (bytes != null) {
                attachment.add(bytes);
                attached += bytes.remaining();
            }
            return null;
        }

        private void close() {
            if (!messages.isEmpty()) {
                frames.add(CallFrame.of(call.command(), call.explain(), messages, attachment));
            }
            messages = new ArrayList<>();
            attachment = new ArrayList<>();
            room = MOST;
            attached = 0;
        }

        List<CallFrame> end() {
            close();
            return frames;
        }
    }

    /// What becomes of a message that is no JSON.
    static Entry noJson(String why) {
        return new Entry.Failed(NO_JSON, "the message is not JSON in UTF-8" + why, false);
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
