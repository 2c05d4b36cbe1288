package dev.scorebus.benchmarks.bridge;

import dev.scorebus.benchmarks.service.Python;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A Python process with one loop over a Unix socket, and the bare client of it: the caller's thread writes and reads.
final class BarePeer implements AutoCloseable {
    private static final int HEADER = 4;
    private static final long PATIENCE_SECONDS = 5;

    private final Process process;
    private final SocketChannel channel;
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER);

    private BarePeer(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
    }

    /// @param mode `json` or `echo`
    static BarePeer start(Python python, Path folder, String mode) throws IOException {
        Path socket = folder.resolve(mode + ".sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process =
                    new ProcessBuilder(
                                    python.executable(),
                                    folder.resolve("bare.py").toString(),
                                    mode,
                                    socket.toString())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            // One that ends without having come leaves nobody to wait for.
            CompletableFuture<Void> _ = process.onExit().thenRun(() -> close(server));
            return new BarePeer(process, server.accept());
        }
    }

    private static void close(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException failure) {
            throw new IllegalStateException("The socket was not closed", failure);
        }
    }

    /// Writes a frame as it is, and reads the payload of the frame that answers it.
    byte[] call(byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(frame);
        while (out.hasRemaining()) {
            channel.write(out);
        }
        fill(header.clear());
        ByteBuffer payload = ByteBuffer.allocate(header.flip().getInt());
        fill(payload);
        return payload.array();
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("The bare program has ended");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
