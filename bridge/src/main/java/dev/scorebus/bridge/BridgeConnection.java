package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.FrameReader;
import dev.scorebus.bridge.frame.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The connection of a program that said `hello` and was welcomed. One thread may read while another writes; closing it wakes
/// both.
public final class BridgeConnection implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(BridgeConnection.class);
    // The channel copies what it writes into memory outside the heap, which it keeps.
    private static final int SLICE = 65_536;

    private final SocketChannel channel;
    private final Hello hello;
    private final FrameReader frames;

    BridgeConnection(SocketChannel channel, Hello hello) {
        this.channel = channel;
        this.hello = hello;
        this.frames = new FrameReader(Channels.newInputStream(channel), FrameReader.LARGEST);
    }

    /// What the program said of itself.
    public Hello hello() {
        return hello;
    }

    /// What the program sends from here on.
    public FrameReader frames() {
        return frames;
    }

    /// Sends one frame.
    public void send(JsonNode frame) throws IOException {
        write(Frames.of(frame));
    }

    /// Sends bytes as they are, whether they are frames or not.
    public void write(byte[] bytes) throws IOException {
        write(channel, bytes);
    }

    @Override
    public void close() {
        close(channel);
    }

    static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.position() < bytes.length) {
            buffer.limit(Math.min(bytes.length, buffer.position() + SLICE));
            channel.write(buffer);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("a connection was not closed in order");
        }
    }
}
