package dev.scorebus.bridge.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The Python of this machine, and the SDK for it.
///
/// @param executable the interpreter itself, not what chooses one
record Python(String executable) {
    static final Path ROOT =
            Path.of(System.getProperty("scorebus.root", "..")).toAbsolutePath().normalize();
    static final Path SDK = ROOT.resolve("sdk/python");

    private static final String WHICH =
            "import sys; print(sys.executable if sys.version_info >= (3, 9) else '')";

    /// Skips the test where there is none.
    static Python required(Path output) throws IOException, InterruptedException {
        String found = onPath() ? run(output, List.of("python3", "-c", WHICH)).strip() : "";
        assumeThat(found)
                .as("programs in Python are not tested: install python3 3.9 or newer")
                .isNotEmpty();
        return new Python(found);
    }

    private static boolean onPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    }

    /// Runs a command in the folder of the SDK, and requires that it succeeds.
    ///
    /// @return what it printed
    static String run(Path output, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(SDK.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(Duration.ofMinutes(3).toSeconds(), TimeUnit.SECONDS);
            String printed = Files.readString(output, UTF_8);
            assertThat(ended).as("it did not end: " + printed).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
