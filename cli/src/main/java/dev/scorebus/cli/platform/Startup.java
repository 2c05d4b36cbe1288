package dev.scorebus.cli.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// How far a starting platform is; its process writes, the one that started it reads.
///
/// @param file one line per stage that is done; the last is `READY` or `FAILED`
record Startup(Path file) {
    /// A line of the file.
    sealed interface Stage {
        /// A part runs.
        record Started(String part, long millis) implements Stage {}

        /// All of it runs.
        record Ready() implements Stage {}

        /// It cannot run.
        record Failed(String why) implements Stage {}
    }

    void clear() throws IOException {
        Files.writeString(file, "");
    }

    void say(Stage stage) {
        String line =
                switch (stage) {
                    case Stage.Started(String part, long millis) -> part + "\t" + millis;
                    case Stage.Ready() -> "READY";
                    case Stage.Failed(String why) -> "FAILED\t" + why.replace('\n', '\t');
                };
        try {
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether nothing more will be said.
    boolean isOver() throws IOException {
        List<Stage> stages = stages();
        return !stages.isEmpty()
                && switch (stages.getLast()) {
                    case Stage.Started _ -> false;
                    case Stage.Ready _, Stage.Failed _ -> true;
                };
    }

    /// The stages so far; a line that is still being written is not among them.
    List<Stage> stages() throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException _) {
            return List.of();
        }
        List<Stage> stages = new ArrayList<>();
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            int tab = line.indexOf('\t');
            String name = tab < 0 ? line : line.substring(0, tab);
            String rest = line.substring(tab + 1);
            stages.add(
                    switch (name) {
                        case "READY" -> new Stage.Ready();
                        case "FAILED" -> new Stage.Failed(rest.replace('\t', '\n'));
                        default -> new Stage.Started(name, Long.parseLong(rest));
                    });
        }
        return stages;
    }
}
