package dev.scorebus.bridge;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The program that the tests start: its first argument says how it begins, the command of a call what it does then.
final class TestProgram {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final List<ByteBuffer> KEPT = new ArrayList<>();

    private final Wire wire;
    private int calls;

    private TestProgram(Wire wire) {
        this.wire = wire;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        switch (arguments[0]) {
            case "good" -> new TestProgram(Wire.welcomed()).serve();
            case "bad-start" -> {
                System.out.println("the model is not there");
                System.exit(3);
            }
            case "says-nothing" -> {
                Wire _ = new Wire();
                NEVER.await();
            }
            case "old" -> {
                Wire wire = new Wire();
                wire.send(Wire.hello(Wire.token()).replace("[1]", "[7]"));
                NEVER.await();
            }
            case "after-others" -> afterOthers();
            case "hidden" -> hidden();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /// Silence, garbage, a wrong token, and only then the right one; a second client afterwards.
    private static void afterOthers() throws IOException, InterruptedException {
        String token = Wire.token();
        Wire _ = new Wire();
        new Wire().raw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        Wire wrong = new Wire();
        wrong.send(Wire.hello("0123"));
        System.out.println("wrong token: " + Wire.field(wrong.read(), "reason"));
        Wire early = new Wire();
        Wire right = Wire.welcomed();
        System.out.println("second client: " + (isLetIn(early, token) ? "let in" : "refused"));
        try {
            Wire _ = new Wire();
            System.out.println("third client: connected");
        } catch (IOException _) {
            System.out.println("third client: nobody listens");
        }
        new TestProgram(right).serve();
    }

    private static boolean isLetIn(Wire client, String token) {
        try {
            client.send(Wire.hello(token));
            return new String(client.in.readNBytes(40), StandardCharsets.UTF_8).contains("welcome");
        } catch (IOException _) {
            return false;
        }
    }

    /// Starts a process that leaves the group, and ends without a hello.
    private static void hidden() throws IOException {
        System.out.println("left: " + leaveGroup());
        System.exit(1);
    }

    /// Neither in the program's group nor, its parent being gone, among its descendants.
    private static String leaveGroup() throws IOException {
        Process parent =
                new ProcessBuilder("sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!")
                        .start();
        return new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private void serve() throws IOException, InterruptedException {
        while (true) {
            String frame = wire.read();
            switch (Wire.field(frame, "type")) {
                case "call" -> {
                    calls++;
                    answer(frame, Wire.field(frame, "id"), Wire.field(frame, "command"));
                }
                case "ping" ->
                        wire.send("{\"type\": \"pong\", \"n\": " + Wire.field(frame, "n") + "}");
                case "drain" -> {
                    System.out.println("drained");
                    wire.send("{\"type\": \"drained\"}");
                    System.exit(0);
                }
                default -> System.out.println("ignored " + frame);
            }
        }
    }

    private void answer(String frame, String id, String command)
            throws IOException, InterruptedException {
        switch (command) {
            case "score" -> reply(id, count(frame));
            case "echo" -> echo(frame);
            case "about" -> result(id, about());
            case "aside" -> aside(id);
            case "says-failed" ->
                    wire.send(
                            """
                            {"type": "failed", "id": %s, "error": {"class": "OSError", "message": "no disk", "retryable": true}}"""
                                    .formatted(id));
            case "says-failed-for-good" ->
                    wire.send(
                            """
                            {"type": "failed", "id": %s, "error": {"class": "OSError", "message": "no disk"}}"""
                                    .formatted(id));
            case "odd-entries" ->
                    entries(
                            id,
                            "{\"value\": \"\\ud800\"}",
                            "{\"value\": [1e999]}",
                            "{\"value\": null, \"error\": {\"class\": \"E\", \"message\": \"m\"}}");
            case "stops" -> {
                wire.read();
                reply(id, 1);
            }
            case "leaves-group" -> result(id, leaveGroup());
            default -> misbehave(frame, id, command);
        }
    }

    private void misbehave(String frame, String id, String command)
            throws IOException, InterruptedException {
        switch (command) {
            case "crashes" -> {
                System.err.println("Segmentation fault");
                Runtime.getRuntime().halt(139);
            }
            case "closes" -> {
                wire.close();
                NEVER.await();
            }
            case "hangs" -> NEVER.await();
            case "answers-late" -> {
                wire.read();
                boolean _ = NEVER.await(100, TimeUnit.MILLISECONDS);
                reply(id, count(frame));
            }
            case "answers-and-sleeps" -> {
                reply(id, 1);
                NEVER.await();
            }
            case "twice" -> {
                reply(id, 1);
                reply(id, 1);
            }
            case "stranger" -> reply("4711", 1);
            case "few" -> reply(id, count(frame) - 1);
            case "many" -> reply(id, count(frame) + 1);
            case "neither" -> entries(id, "{}");
            case "both" ->
                    entries(
                            id,
                            "{\"value\": 1, \"error\": {\"class\": \"E\", \"message\": \"m\"}}");
            case "fills-memory" -> fillMemory(id);
            case "prints" -> print(id, "a line of output, again and again\n");
            case "prints-one-line" -> print(id, "no end of this line ");
            default -> breakFrames(id, command);
        }
    }

    private void breakFrames(String id, String command) throws IOException, InterruptedException {
        switch (command) {
            case "huge-length" -> wire.raw(new byte[] {0x7F, -1, -1, -1, '{'});
            case "large-length" -> {
                wire.raw(new byte[] {3, -1, -1, -1, '{'});
                NEVER.await();
            }
            case "negative-length" -> wire.raw(new byte[] {-1, -1, -1, -1});
            case "zero-length" -> wire.raw(new byte[4]);
            case "half-a-frame" -> {
                wire.raw(new byte[] {0, 0, 0, 50, '{', '"'});
                NEVER.await();
            }
            case "garbage" ->
                    wire.raw("\0\0\0\u0010garbage, garbage".getBytes(StandardCharsets.UTF_8));
            case "many-values" ->
                    wire.send(
                            "{\"type\":\"reply\",\"id\":"
                                    + id
                                    + ",\"x\":["
                                    + "{},".repeat(3_000_000)
                                    + "0]}");
            default -> throw new IllegalArgumentException(command);
        }
    }

    private void fillMemory(String id) throws IOException {
        try {
            for (int i = 0; i < 32; i++) {
                KEPT.add(ByteBuffer.allocateDirect(64 * 1024 * 1024));
            }
        } catch (OutOfMemoryError e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(1);
        }
        reply(id, 1);
    }

    private void print(String id, String what) throws IOException {
        byte[] chunk = what.repeat(2_000).getBytes(StandardCharsets.UTF_8);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        for (long written = 0; written < 200_000_000; written += chunk.length) {
            out.write(chunk);
        }
        reply(id, 1);
    }

    private void echo(String frame) throws IOException {
        JsonMapper mapper = new JsonMapper();
        JsonNode call = mapper.readTree(frame);
        List<String> entries = new ArrayList<>();
        for (JsonNode each : call.path("messages")) {
            entries.add(
                    """
                    {"value": %s, "explanation": {"base": 10, "contributions": {"z": 2, "a": 0.5}}}"""
                            .formatted(each));
        }
        entries(call.path("id").toString(), entries.toArray(String[]::new));
    }

    private void aside(String id) throws IOException {
        wire.send("{\"type\": \"sends what nobody knows\"}");
        wire.send("{\"type\": \"progress\", \"done\": 0.25, \"message\": \"a quarter\"}");
        wire.send(
                "{\"type\": \"metric\", \"name\": \"rows\", \"kind\": \"counter\", \"value\": 3, \"labels\": {\"lang\": \"go\"}}");
        wire.send(
                "{\"type\": \"metric\", \"name\": \"Rows!\", \"kind\": \"counter\", \"value\": 3}");
        wire.send(
                "{\"type\": \"log\", \"level\": \"info\", \"message\": \"read\", \"fields\": {\"trees\": 300, \"x\": []}}");
        result(id, "{}");
    }

    private String about() {
        return """
                {"pid": %d, "calls": %d, "folder": "%s", "variables": "%s", "home": "%s"}"""
                .formatted(
                        ProcessHandle.current().pid(),
                        calls,
                        System.getProperty("user.dir"),
                        Wire.ENVIRONMENT.keySet().stream()
                                .filter(each -> !each.equals("_"))
                                .sorted()
                                .collect(Collectors.joining(" ")),
                        Wire.ENVIRONMENT.get("HOME"));
    }

    private static int count(String frame) {
        return frame.split("\\{\"data\":", -1).length - 1;
    }

    private void reply(String id, int entries) throws IOException {
        entries(
                id,
                IntStream.range(0, entries)
                        .mapToObj(each -> "{\"value\": " + each + "}")
                        .toArray(String[]::new));
    }

    private void entries(String id, String... entries) throws IOException {
        wire.send(
                "{\"type\": \"reply\", \"id\": %s, \"replies\": [%s]}"
                        .formatted(id, String.join(",", entries)));
    }

    private void result(String id, String json) throws IOException {
        wire.send("{\"type\": \"reply\", \"id\": %s, \"result\": %s}".formatted(id, json));
    }
}
