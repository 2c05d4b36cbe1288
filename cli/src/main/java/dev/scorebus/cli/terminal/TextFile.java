package dev.scorebus.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that the command line names; `-` is the standard input. What cannot be read is one clear line, and a mistake of the command
/// line.
///
/// @param path the file
public record TextFile(Path path) {
    private static final String STANDARD_INPUT = "-";

    /// All of it.
    public String text() {
        try {
            return isStandardInput()
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(checked());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// Its lines, to be read one by one.
    public BufferedReader lines() {
        try {
            return isStandardInput()
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    : Files.newBufferedReader(checked());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /// The file, when it is one that can be read.
    ///
    /// @throws CommandFailure otherwise
    public Path checked() {
        if (!Files.exists(path)) {
            throw failure("there is no such file");
        }
        if (Files.isDirectory(path)) {
            throw failure("is a folder, not a file");
        }
        if (!Files.isReadable(path)) {
            throw failure("may not be read");
        }
        return path;
    }

    private boolean isStandardInput() {
        return path.toString().equals(STANDARD_INPUT);
    }

    /// What is said when reading fails.
    public CommandFailure unreadable(IOException e) {
        return switch (e) {
            case CharacterCodingException _ -> failure("is no text in UTF-8");
            case AccessDeniedException _ -> failure("may not be read");
            default ->
                    new CommandFailure(
                            ExitCode.USAGE,
                            "%s: cannot be read: %s".formatted(path, e.getMessage()),
                            e);
        };
    }

    private CommandFailure failure(String what) {
        return new CommandFailure(ExitCode.USAGE, "%s: %s".formatted(path, what));
    }
}
