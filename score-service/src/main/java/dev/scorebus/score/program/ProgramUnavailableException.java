package dev.scorebus.score.program;

/// A program cannot be called now, whatever the messages are: no message is at fault, and none has used an attempt.
public final class ProgramUnavailableException extends RuntimeException {
    /// @param reason why, for the owner of the program
    public ProgramUnavailableException(String reason) {
        super(reason, null, false, false);
    }

    /// Why it cannot be called.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
