package dev.scorebus.bridge;

/// Why a call failed as a whole.
public enum CallFault {
    /// The process ended, or closed the connection, while the call was in flight.
    CRASHED("dev.scorebus.bridge.Crashed"),
    /// No answer came in time. A program that did not stop in time either was killed.
    DEADLINE("dev.scorebus.bridge.Deadline"),
    /// The program broke the protocol, and was killed.
    PROTOCOL("dev.scorebus.bridge.Protocol"),
    /// The program itself said `failed`; the class of the error is the program's.
    PROGRAM("dev.scorebus.bridge.Program"),
    /// The program cannot be started now, or was closed; it was not called.
    UNAVAILABLE("dev.scorebus.bridge.Unavailable");

    private final String errorClass;

    CallFault(String errorClass) {
        this.errorClass = errorClass;
    }

    CallOutcome.Failed failed(String detail) {
        return new CallOutcome.Failed(this, errorClass, detail, true);
    }
}
