package dev.scorebus.bridge;

import dev.scorebus.bridge.frame.BridgeJson;
import dev.scorebus.bridge.frame.FrameReader;
import dev.scorebus.bridge.frame.Frames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where one program knocks: lets in the first that shows the token, and is shut behind it. Each visitor is heard in a thread of
/// its own, so that one who says nothing keeps nobody waiting.
final class Door implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Door.class);
    private static final int LONGEST_HELLO = 262_144;
    private static final int MOST_VISITORS = 16;
    private static final long PATIENCE_SECONDS = 2;
    // The system's limit is 108 bytes on Linux and 104 on macOS.
    private static final int LONGEST_SOCKET_PATH = 100;

    private final ServerSocketChannel server;
    private final String address;
    private final RunFolder folder;
    private final byte[] welcome;
    private final Semaphore room = new Semaphore(MOST_VISITORS);
    private final Queue<SocketChannel> visitors = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<BridgeConnection> guest = new CompletableFuture<>();

    private Door(ServerSocketChannel server, String address, RunFolder folder, byte[] welcome) {
        this.server = server;
        this.address = address;
        this.folder = folder;
        this.welcome = welcome;
    }

    /// @param welcome the frame that greets the program
    static Door open(RunFolder folder, Transport transport, byte[] welcome) throws IOException {
        Door door =
                switch (transport) {
                    case UNIX_SOCKET -> unix(folder, welcome);
                    case LOOPBACK -> loopback(folder, welcome);
                };
        Thread _ = Thread.ofVirtual().name("bridge-door").start(door::receive);
        return door;
    }

    private static Door unix(RunFolder folder, byte[] welcome) throws IOException {
        String path = folder.socket().toString();
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
            throw new IOException(
                    "%s is too long for a Unix socket; set java.io.tmpdir to a shorter path"
                            .formatted(path));
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(folder.socket()));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new Door(server, "unix:" + path, folder, welcome);
    }

    private static Door loopback(RunFolder folder, byte[] welcome) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET);
        try {
            server.bind(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        return new Door(server, "tcp:127.0.0.1:" + port, folder, welcome);
    }

    /// What the program connects to.
    String address() {
        return address;
    }

    /// The program that showed the token; fails with [ProgramStartException] when it cannot be worked with.
    CompletableFuture<BridgeConnection> guest() {
        return guest;
    }

    private void receive() {
        try {
            while (server.isOpen()) {
                SocketChannel visitor = server.accept();
                makeRoom();
                visitors.add(visitor);
                Thread _ = Thread.ofVirtual().name("bridge-visitor").start(() -> attend(visitor));
            }
        } catch (IOException e) {
            if (!taken.get()) {
                guest.completeExceptionally(
                        new ProgramStartException("the bridge was closed: " + e, e));
            }
        }
    }

    /// When too many are here who say nothing, the one that came first must go.
    private void makeRoom() {
        try {
            if (room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        SocketChannel first = visitors.poll();
        if (first != null) {
            BridgeConnection.close(first);
        }
        room.acquireUninterruptibly();
    }

    private void attend(SocketChannel visitor) {
        boolean letIn = false;
        try {
            letIn = hear(visitor);
        } catch (IOException e) {
            LOGGER.atDebug()
                    .setCause(e)
                    .log("a connection that said no hello was closed; the program may still come");
        } finally {
            visitors.remove(visitor);
            if (!letIn) {
                BridgeConnection.close(visitor);
            }
            room.release();
        }
    }

    /// Whether the visitor was let in.
    private boolean hear(SocketChannel visitor) throws IOException {
        ObjectNode hello = new FrameReader(Channels.newInputStream(visitor), LONGEST_HELLO).read();
        if (hello == null || !"hello".equals(hello.path("type").stringValue(""))) {
            refuse(visitor, "the first frame is hello");
            return false;
        }
        if (!isRight(hello.path("token").stringValue(""))) {
            refuse(visitor, "the token is not the one of this run");
            return false;
        }
        if (!taken.compareAndSet(false, true)) {
            refuse(visitor, "this run has its program already");
            return false;
        }
        @Nullable String fault = Hello.fault(hello);
        if (fault != null) {
            guest.completeExceptionally(new ProgramStartException(fault));
            refuse(visitor, fault);
            return false;
        }
        shut();
        visitors.remove(visitor);
        if (visitor.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            visitor.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        BridgeConnection.write(visitor, welcome);
        return guest.complete(new BridgeConnection(visitor, Hello.of(hello)));
    }

    private boolean isRight(String token) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8),
                folder.token().getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(SocketChannel visitor, String reason) throws IOException {
        BridgeConnection.write(
                visitor,
                Frames.of(
                        BridgeJson.MAPPER
                                .createObjectNode()
                                .put("type", "refused")
                                .put("reason", reason)));
    }

    private void shut() {
        try {
            server.close();
        } catch (IOException e) {
            LOGGER.atDebug().setCause(e).log("a listening socket was not closed in order");
        }
        folder.forgetToken();
    }

    @Override
    public void close() {
        shut();
        visitors.forEach(BridgeConnection::close);
    }
}
