package dev.scorebus.bridge;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Launches of [TestProgram], and calls.
final class Programs {
    static final Duration LONG = Duration.ofSeconds(60);

    /// As by default, on a machine that has other things to do.
    static final Timing PATIENT =
            new Timing(LONG, LONG, LONG, LONG, Duration.ofMillis(1), Duration.ofMillis(1), LONG);

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private Programs() {}

    static ProgramLaunch launch(String start) {
        return launch(start, Limits.DEFAULT, Network.HOST, LONG);
    }

    static ProgramLaunch launch(
            String start, Limits limits, Network network, Duration startDeadline) {
        return new ProgramLaunch(
                "test",
                java(start),
                Path.of("/nowhere"),
                Map.of("MALLOC_ARENA_MAX", "1"),
                limits,
                network,
                startDeadline,
                null,
                "{}");
    }

    /// [ConcurrentProgram], which takes so many calls at once.
    static ProgramLaunch concurrent(int calls, Path folder) {
        return launch(
                "concurrent",
                java(ConcurrentProgram.class, Integer.toString(calls), folder.toString()));
    }

    /// [BinaryProgram].
    static ProgramLaunch binary(Path folder) {
        List<String> command = java(BinaryProgram.class, folder.toString());
        command.remove("-Xmx64m");
        return launch("binary", command);
    }

    private static ProgramLaunch launch(String name, List<String> command) {
        return new ProgramLaunch(
                name,
                command,
                Path.of("/nowhere"),
                Map.of("MALLOC_ARENA_MAX", "1"),
                Limits.DEFAULT,
                Network.HOST,
                LONG,
                null,
                "{}");
    }

    static List<String> java(String start) {
        return java(TestProgram.class, start);
    }

    private static List<String> java(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA.toString()));
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx64m",
                        "-XX:CompressedClassSpaceSize=32m",
                        "-XX:ReservedCodeCacheSize=32m",
                        "-XX:MaxDirectMemorySize=64g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static Call messages(String command, int count, Duration deadline) {
        return new Call.Messages(
                command,
                IntStream.range(0, count)
                        .mapToObj(each -> message("{\"n\":" + each + "}"))
                        .toList(),
                false,
                deadline);
    }

    static BridgeMessage message(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new BridgeMessage(bytes, 0, bytes.length, null, null, null, null);
    }
}
