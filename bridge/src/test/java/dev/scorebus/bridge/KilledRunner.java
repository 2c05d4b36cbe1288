package dev.scorebus.bridge;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A runner in a JVM of its own, with a program that says who it is, starts another process, and never looks at its socket.
final class KilledRunner {
    private static final String PROGRAM = "sleep 600 & echo \"$$ $! $(pwd)\"; exec sleep 600";

    private KilledRunner() {}

    public static void main(String[] arguments) throws ProgramStartException {
        ProgramLaunch launch =
                new ProgramLaunch(
                        "shell",
                        List.of("sh", "-c", PROGRAM),
                        Path.of("/nowhere"),
                        Map.of(),
                        Limits.DEFAULT,
                        Network.valueOf(arguments[0]),
                        Programs.LONG.multipliedBy(10),
                        null,
                        "{}");
        BridgeListener words =
                new BridgeListener() {
                    @Override
                    public void output(String line) {
                        System.out.println(line);
                    }
                };
        try (BridgedProgram program = BridgedProgram.of(launch, words)) {
            Hello _ = program.ready();
        }
    }
}
