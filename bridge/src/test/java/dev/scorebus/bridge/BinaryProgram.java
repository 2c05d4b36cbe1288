package dev.scorebus.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program that says that it understands attachments: the first time that it is started. It tells each message back, bytes as their
/// number and their checksum.
final class BinaryProgram {
    private BinaryProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path before = Path.of(arguments[0], "started");
        boolean first = !Files.exists(before);
        Files.writeString(before, "");
        Wire wire = new Wire();
        wire.send(
                Wire.hello(Wire.token())
                        .replace("\"name\"", "\"binary\": " + first + ", \"name\""));
        while (true) {
            byte[] payload = wire.in.readNBytes(wire.in.readInt());
            int end = 0;
            while (end < payload.length && payload[end] != 0) {
                end++;
            }
            take(
                    wire,
                    new JsonMapper().readTree(payload, 0, end),
                    Arrays.copyOfRange(payload, Math.min(end + 1, payload.length), payload.length));
        }
    }

    private static void take(Wire wire, JsonNode frame, byte[] attachment) throws IOException {
        switch (frame.path("type").asString("")) {
            case "call" -> {
                if (frame.path("command").asString("").equals("crashes")) {
                    Runtime.getRuntime().halt(3);
                }
                List<String> entries = new ArrayList<>();
                for (JsonNode each : frame.path("messages")) {
                    entries.add("{\"value\": \"%s\"}".formatted(told(each, attachment)));
                }
                wire.send(
                        "{\"type\": \"reply\", \"id\": %d, \"replies\": [%s]}"
                                .formatted(frame.path("id").asLong(), String.join(",", entries)));
            }
            case "drain" -> {
                wire.send("{\"type\": \"drained\"}");
                System.exit(0);
            }
            default -> {}
        }
    }

    private static String told(JsonNode message, byte[] attachment) {
        String id = message.path("id").asString("");
        if (message.has("data")) {
            return id + "data " + message.path("data").toString().replace("\"", "'");
        }
        int offset = message.path("bytes").path(0).asInt();
        int length = message.path("bytes").path(1).asInt();
        return id + told(attachment, offset, length);
    }

    static String told(byte[] bytes, int offset, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, offset, length);
        return "bytes %d %x".formatted(length, sum.getValue());
    }
}
