package dev.scorebus.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// Where a command writes: answers to `out`, so that they can be piped, and progress to `err`.
///
/// @param out answers
/// @param err progress and complaints
/// @param interactive whether a person watches; a bar is drawn for people, plain lines otherwise
public record Console(PrintWriter out, PrintWriter err, boolean interactive) {
    /// The console of a command.
    public static Console of(CommandSpec command) {
        return new Console(
                command.commandLine().getOut(),
                command.commandLine().getErr(),
                Optional.ofNullable(System.console())
                        .map(java.io.Console::isTerminal)
                        .orElse(false));
    }

    /// Writes an answer's line.
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /// Writes a line beside the answer.
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /// Asks a person; silence is a no, and so is having nobody to ask.
    ///
    /// @param question such as `discard 12 dead letters?`
    public boolean agrees(String question) {
        return interactive
                && Optional.ofNullable(System.console())
                        .map(terminal -> terminal.readLine("%s [y/N] ", question))
                        .filter(answer -> answer.strip().toLowerCase(Locale.ROOT).startsWith("y"))
                        .isPresent();
    }

    /// Shows how far a long step is; close it when the step ends.
    ///
    /// @param task what is done, such as `training`
    /// @param unit what is counted, such as `rounds`
    /// @param total how many there are; 0 when not known yet
    public Progress progress(String task, String unit, long total) {
        return interactive
                ? new Progress.Bar(out, task, unit, total)
                : new Progress.Lines(out, err, task, unit, total);
    }

    /// Seconds since a reading of [System#nanoTime], such as `1.3 s`.
    public static String secondsSince(long nanoTime) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - nanoTime) / 1e9);
    }
}
