package dev.scorebus.benchmarks.nemesis;

import dev.scorebus.benchmarks.service.Python;
import dev.scorebus.benchmarks.service.StreamAction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What scores the messages of a trial. Either fails where a message says so.
public enum Science {
    /// The built-in program, inside the score-services.
    TREES(StreamAction.TREES),
    /// A program in Python, in processes of their own, which are among what is killed.
    PYTHON("program: brittle");

    private final String lines;

    Science(String lines) {
        this.lines = lines;
    }

    /// What the action file says of it.
    String lines() {
        return lines;
    }

    /// What can befall a cluster with it.
    ///
    /// @param scorers how many score-services there are
    List<Fault> faults(int scorers) {
        List<Fault> faults = new ArrayList<>(Fault.all(scorers));
        if (this == PYTHON) {
            for (int scorer = 0; scorer < scorers; scorer++) {
                faults.add(new Fault.ProgramKilled(scorer));
            }
        }
        return faults;
    }

    /// Whether a message may be charged with a failure that is not its own: whoever kills a program that has one message in hand
    /// makes it look as if the message had.
    boolean charges() {
        return this == PYTHON;
    }

    /// Writes the program into a folder of programs, when there is a Python to run it. What a version manager calls `python3` is a script
    /// that takes longer than the interpreter it chooses, and each crash costs a start: the interpreter is named itself.
    static void install(Path programs) throws IOException {
        Optional<Python> python = Python.find(System.getenv("PATH"));
        if (python.isPresent()) {
            Path folder = Files.createDirectories(programs.resolve("brittle"));
            Files.writeString(folder.resolve("program.py"), resource("program.py"));
            Files.writeString(
                    folder.resolve("program.yaml"),
                    resource("program.yaml").replace("python3", python.get().executable()));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Science.class.getResourceAsStream("/brittle/" + name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
