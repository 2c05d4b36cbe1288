package dev.scorebus.cli.terminal;

/// What the process says to the shell; `./scorebus --help` lists them.
public enum ExitCode {
    /// It was done, and the answer is yes.
    DONE(0),
    /// The answer is no: the audit does not hold, the file is wrong, the training failed, the service refused.
    NO(1),
    /// The command line is wrong.
    USAGE(2),
    /// The platform does not run, or does not start.
    NOT_RUNNING(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /// The number.
    public int code() {
        return code;
    }
}
