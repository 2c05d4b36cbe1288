package dev.scorebus.local.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Stands between TCP clients and a server of this machine, and misbehaves on demand. The clients must know the server by this
/// port only; a Kafka broker has to advertise it.
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int TICKS_PER_SECOND = 20;

    private final ServerSocket door;
    private final int target;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Line line = new Line.Sound();

    private FaultProxy(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    /// Opens a free port of 127.0.0.1 that leads to another one, whose server may come later.
    public static FaultProxy before(int target) {
        try {
            FaultProxy proxy =
                    new FaultProxy(
                            new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), target);
            Thread _ = Thread.ofVirtual().name("proxy-" + target).start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where clients find it.
    public int port() {
        return door.getLocalPort();
    }

    /// From now on the line behaves so.
    public void become(Line next) {
        lock.lock();
        try {
            line = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean cut = next instanceof Line.Cut;
        for (Wire wire : wires) {
            if (cut || wire.torn) {
                wire.close();
            }
            wire.passed = 0;
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                admit(door.accept());
            } catch (IOException _) {
                // It was closed, or the caller is gone already.
            }
        }
    }

    private void admit(Socket client) throws IOException {
        Socket server = new Socket();
        Wire wire = new Wire(client, server);
        wires.add(wire);
        try {
            if (line instanceof Line.Cut || door.isClosed()) {
                wire.close();
                return;
            }
            server.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            wire.close();
            throw e;
        }
        Thread _ = Thread.ofVirtual().start(() -> pump(wire, client, server, false));
        Thread _ = Thread.ofVirtual().start(() -> pump(wire, server, client, true));
    }

    private void pump(Wire wire, Socket from, Socket to, boolean answers) {
        byte[] chunk = new byte[CHUNK];
        try {
            OutputStream out = to.getOutputStream();
            for (int count = from.getInputStream().read(chunk);
                    count >= 0;
                    count = from.getInputStream().read(chunk)) {
                pass(wire, chunk, count, out, answers);
            }
        } catch (IOException _) {
            // One end is gone, and the other is told below.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            wire.close();
        }
    }

    private void pass(Wire wire, byte[] chunk, int count, OutputStream out, boolean answers)
            throws IOException, InterruptedException {
        Line now = line;
        switch (now) {
            case Line.Sound() -> out.write(chunk, 0, count);
            case Line.Late(Duration by) -> {
                rest(by, now);
                out.write(chunk, 0, count);
            }
            case Line.Cut() -> wire.close();
            case Line.Still() -> {
                while (line.equals(now)) {
                    rest(Duration.ofSeconds(1), now);
                }
                pass(wire, chunk, count, out, answers);
            }
            case Line.Mute() -> {
                if (answers) {
                    wire.torn = true;
                } else {
                    out.write(chunk, 0, count);
                }
            }
            case Line.Trickle(int bytesPerSecond) -> trickle(chunk, count, out, bytesPerSecond);
            case Line.Bounded(int bytes) -> {
                int left = wire.take(count, bytes);
                out.write(chunk, 0, Math.min(count, left));
                if (left <= count) {
                    wire.close();
                }
            }
        }
    }

    private void trickle(byte[] chunk, int count, OutputStream out, int bytesPerSecond)
            throws IOException, InterruptedException {
        Line now = line;
        int drop = Math.max(1, bytesPerSecond / TICKS_PER_SECOND);
        Duration tick = Duration.ofNanos(1_000_000_000L * drop / bytesPerSecond);
        for (int at = 0; at < count; at += drop) {
            rest(tick, now);
            out.write(chunk, at, Math.min(drop, count - at));
        }
    }

    /// Waits, but no longer than the line stays as it is.
    private void rest(Duration time, Line now) throws InterruptedException {
        long left = time.toNanos();
        lock.lockInterruptibly();
        try {
            while (left > 0 && line.equals(now)) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Resets all connections, and takes no more.
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        become(new Line.Cut());
    }

    /// One connection of a client, and the one that was made for it.
    private final class Wire {
        private final Socket client;
        private final Socket server;
        private volatile boolean torn;
        private volatile int passed;

        private Wire(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /// How many of these bytes may still pass, of `most`.
        private synchronized int take(int count, int most) {
            int left = Math.max(0, most - passed);
            passed += count;
            return left;
        }

        /// Resets both, so that what was not read is lost.
        private void close() {
            wires.remove(this);
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException _) {
                    // It is closed already.
                }
                try {
                    socket.close();
                } catch (IOException _) {
                    // It is gone, as it should be.
                }
            }
        }
    }
}
