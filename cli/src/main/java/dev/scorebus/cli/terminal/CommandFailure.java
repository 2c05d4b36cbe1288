package dev.scorebus.cli.terminal;

/// A command cannot do what was asked. Its message goes to the person as it is, so it says what is wrong, where, and what to do.
public final class CommandFailure extends RuntimeException {
    private final ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// What the process ends with.
    public ExitCode exitCode() {
        return exitCode;
    }
}
