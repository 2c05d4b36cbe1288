package dev.scorebus.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A program that takes several calls at once, each in a thread of its own. What holds it up, and what it did, are files of a folder
/// that it shares with its test.
final class ConcurrentProgram {
    private static final String REPLY =
            """
            {"type": "reply", "id": %s, "replies": [{"value": %s}]}""";

    private final Wire wire;
    private final Path folder;
    private final Set<String> inFlight = new TreeSet<>();
    private final Set<String> cancelled = new TreeSet<>();
    private final Deque<String> gathered = new ArrayDeque<>();
    private int peak;

    private ConcurrentProgram(Wire wire, Path folder) {
        this.wire = wire;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        Wire wire = new Wire();
        wire.send(
                Wire.hello(Wire.token())
                        .replace("\"name\"", "\"concurrency\": " + arguments[0] + ", \"name\""));
        Path folder = Path.of(arguments[1]);
        Files.writeString(
                folder.resolve("starts"),
                "start\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        new ConcurrentProgram(wire, folder).serve();
    }

    private void serve() throws IOException {
        while (true) {
            String frame = wire.read();
            String id = Wire.field(frame, "id");
            switch (Wire.field(frame, "type")) {
                case "call" -> begin(frame, id);
                case "cancel" -> {
                    synchronized (this) {
                        cancelled.add(id);
                        notifyAll();
                    }
                }
                case "ping" -> send("{\"type\": \"pong\", \"n\": " + Wire.field(frame, "n") + "}");
                case "drain" -> {
                    send("{\"type\": \"drained\"}");
                    System.exit(0);
                }
                default -> {}
            }
        }
    }

    private void begin(String frame, String id) throws IOException {
        synchronized (this) {
            inFlight.add(id);
            if (inFlight.size() == 3) {
                Files.writeString(folder.resolve("three"), "");
            }
            peak = Math.max(peak, inFlight.size());
            notifyAll();
        }
        Thread _ = Thread.ofPlatform().daemon().start(() -> answer(frame, id));
    }

    private void answer(String frame, String id) {
        String n = Wire.field(frame, "n").replaceAll("[^0-9]", "");
        try {
            switch (Wire.field(frame, "command")) {
                case "gather" -> gather(id, n);
                case "peak" -> reply(id, Integer.toString(peak));
                case "pid" -> reply(id, Long.toString(ProcessHandle.current().pid()));
                case "until-there" -> {
                    awaitFile("go");
                    reply(id, n);
                }
                case "ignores" -> {
                    Files.writeString(folder.resolve("ignored"), "");
                    awaitFile("go");
                    reply(id, n);
                }
                case "stops" -> {
                    awaitCancel(id);
                    reply(id, n);
                }
                case "kills" -> {
                    awaitOthers(3);
                    strike(() -> Runtime.getRuntime().halt(139));
                }
                case "answers-a-stranger" -> {
                    awaitOthers(2);
                    strike(() -> send(REPLY.formatted("4711", "1")));
                }
                case "hangs" -> {}
                default -> throw new IllegalArgumentException(frame);
            }
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /// Three calls are answered when all are here, the last one first.
    private synchronized void gather(String id, String n) throws IOException {
        gathered.push(id + " " + n);
        if (gathered.size() == 3) {
            while (!gathered.isEmpty()) {
                String[] each = gathered.pop().split(" ", -1);
                reply(each[0], each[1]);
            }
        }
    }

    /// The first time only: in a later process it is alone.
    private void awaitOthers(int all) throws InterruptedException {
        synchronized (this) {
            while (inFlight.size() < all && !Files.exists(folder.resolve("go"))) {
                wait();
            }
        }
    }

    /// Nobody is answered any more.
    private synchronized void strike(Blow blow) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("go"), "");
        blow.strike();
        new CountDownLatch(1).await();
    }

    private interface Blow {
        void strike() throws IOException;
    }

    private void awaitFile(String name) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!Files.exists(folder.resolve(name))) {
            boolean _ = never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void awaitCancel(String id) throws InterruptedException {
        while (!cancelled.contains(id)) {
            wait();
        }
    }

    private synchronized void reply(String id, String value) throws IOException {
        inFlight.remove(id);
        send(REPLY.formatted(id, value));
    }

    private synchronized void send(String json) throws IOException {
        wire.send(json);
    }
}
