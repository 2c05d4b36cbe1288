package dev.scorebus.bridge;

/// What became of a call within one run of a program.
sealed interface Ran {
    /// It has its outcome.
    record Done(CallOutcome outcome) implements Ran {}

    /// The run was over before anything was sent.
    record NotBegun() implements Ran {}

    /// The run ended while other calls were in flight as well: it is not known which of them did it.
    ///
    /// @param ending why the run ended
    record AmongOthers(CallOutcome.Failed ending) implements Ran {}
}
