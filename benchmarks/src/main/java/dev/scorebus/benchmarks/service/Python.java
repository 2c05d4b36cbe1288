package dev.scorebus.benchmarks.service;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The Python of this machine.
///
/// @param executable the interpreter itself, not what chooses one
/// @param version as it says, such as 3.11.7
public record Python(String executable, String version) {
    private static final String WHICH =
            "import platform, sys; print(sys.executable, platform.python_version(), sep='\\n') if sys.version_info >= (3, 9) else None";

    /// Where this checkout has the SDK. A command is told where the checkout lies; tests run in a module of it.
    public static Path sdk() {
        return Path.of(System.getProperty("scorebus.root", ".."))
                .resolve("sdk/python")
                .toAbsolutePath()
                .normalize();
    }

    /// The first `python3` of this PATH; nothing when there is none of 3.9 or newer.
    public static Optional<Python> find(String path) throws IOException {
        Optional<Path> named =
                Stream.of(path.split(File.pathSeparator))
                        .map(folder -> Path.of(folder, "python3").toAbsolutePath())
                        .filter(Files::isExecutable)
                        .findFirst();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Process asked =
                new ProcessBuilder(named.get().toString(), "-c", WHICH)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = said.lines().toList();
        return lines.size() == 2
                ? Optional.of(new Python(lines.getFirst(), lines.getLast()))
                : Optional.empty();
    }
}
