package dev.scorebus.benchmarks.bridge;

import dev.scorebus.bridge.BridgeMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is scored: JSON objects of 545 bytes, each with an id and a key, as the runner gets them from a topic.
final class BenchMessages {
    static final int BYTES = 545;

    private static final int KEYS = 97;
    private static final int HEADER = 4;

    private BenchMessages() {}

    /// A pull request with a title that fills it up.
    private static String json(int number) {
        String head =
                """
                {"project":"bench/project-%d","number":%d,"opened":"2026-01-01T12:00:00Z","author":{"login":"u%08d",\
                "member":%b,"merged_before":%d,"rate":%.3f},"team_size":%d,"files_changed":%d,"src_churn":%d,\
                "test_churn":%d,"sloc":%d.5,"conflict":false,"milestone":null,"labels":["bug","core","needs-review"],"title":"\
                """
                        .formatted(
                                number % KEYS,
                                number,
                                number,
                                number % 2 == 0,
                                number % 31,
                                number % 100 / 100.0,
                                number % 11,
                                number % 17,
                                number * 7,
                                number % 53,
                                10_000 + number);
        return head + "m".repeat(BYTES - head.length() - 2) + "\"}";
    }

    static List<BridgeMessage> of(int count) {
        return IntStream.range(0, count).mapToObj(BenchMessages::message).toList();
    }

    private static BridgeMessage message(int number) {
        byte[] bytes = json(number).getBytes(StandardCharsets.UTF_8);
        return new BridgeMessage(bytes, 0, bytes.length, id(number), key(number), null, null);
    }

    private static String id(int number) {
        return "pull-requests-0-" + number;
    }

    private static String key(int number) {
        return "project-" + number % KEYS;
    }

    /// The frame by which the runner calls a program with as many messages.
    static byte[] frame(int count) {
        String payload =
                IntStream.range(0, count)
                        .mapToObj(
                                number ->
                                        "{\"data\":%s,\"id\":\"%s\",\"key\":\"%s\"}"
                                                .formatted(json(number), id(number), key(number)))
                        .collect(
                                Collectors.joining(
                                        ",",
                                        "{\"type\":\"call\",\"id\":1,\"command\":\"score\",\"deadline\":30000,\"messages\":[",
                                        "]}"));
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEADER + bytes.length).putInt(bytes.length).put(bytes).array();
    }
}
