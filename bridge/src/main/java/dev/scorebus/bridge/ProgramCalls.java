package dev.scorebus.bridge;

/// A program that can be called, whatever it speaks.
public interface ProgramCalls extends AutoCloseable {
    /// Calls the program. Starts it if need be, within the deadline. Never throws for what the program does.
    CallOutcome call(Call call);

    /// Starts the program, if need be.
    ///
    /// @return what it says of itself
    /// @throws ProgramStartException if it cannot be started now
    Hello ready() throws ProgramStartException;

    /// Ends the program after the call that it is in.
    @Override
    void close();
}
