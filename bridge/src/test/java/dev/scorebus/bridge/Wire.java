package dev.scorebus.bridge;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program's end of the bridge, written from the protocol's page alone: no JSON library, none of the runner's classes.
final class Wire {
    static final Map<String, String> ENVIRONMENT = System.getenv();

    final DataInputStream in;
    private final SocketChannel channel;

    Wire() throws IOException {
        channel = SocketChannel.open(address());
        in = new DataInputStream(Channels.newInputStream(channel));
    }

    static String place() {
        return ENVIRONMENT.getOrDefault("SCOREBUS_BRIDGE", "");
    }

    private static SocketAddress address() {
        String[] parts = place().split(":", -1);
        return parts[0].equals("unix")
                ? UnixDomainSocketAddress.of(parts[1])
                : new InetSocketAddress(parts[1], Integer.parseInt(parts[2]));
    }

    static String token() throws IOException {
        return Files.readString(
                Path.of(ENVIRONMENT.getOrDefault("SCOREBUS_BRIDGE_TOKEN_FILE", "")));
    }

    static String hello(String token) {
        return """
                {"type": "hello", "protocol": [1], "token": "%s", "name": "test", "commands": ["score"]}"""
                .formatted(token);
    }

    static Wire welcomed() throws IOException {
        Wire wire = new Wire();
        wire.send(hello(token()));
        if (!wire.read().contains("\"welcome\"")) {
            throw new IOException("not welcome");
        }
        return wire;
    }

    void send(String json) throws IOException {
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(4 + payload.length).putInt(payload.length);
        raw(frame.put(payload).array());
    }

    void raw(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// The next frame's text; at the end of the connection the program ends, as it must.
    String read() throws IOException {
        int first = in.read();
        if (first < 0) {
            Runtime.getRuntime().halt(0);
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    void close() throws IOException {
        channel.close();
    }

    static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(json);
        return found.find() ? found.group(1) : "";
    }
}
