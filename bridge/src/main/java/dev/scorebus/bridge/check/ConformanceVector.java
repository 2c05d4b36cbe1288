package dev.scorebus.bridge.check;

/// One line of the page's table.
///
/// @param name what the page calls it
/// @param sent what is sent
/// @param wanted what must come
/// @param kind what it needs and leaves
record ConformanceVector(String name, String sent, String wanted, Kind kind, Rule rule) {
    /// What a vector needs of the program, and whether the program lives on afterwards.
    enum Kind {
        /// Needs only a program that said hello.
        ANY,
        /// Needs a command that works on messages.
        MESSAGES,
        /// The same, of a program that takes more than one call at once.
        CONCURRENT,
        /// The same, of a program that understands attachments.
        BINARY,
        /// Ends the program.
        ENDING
    }

    /// Tries the rule.
    @FunctionalInterface
    interface Rule {
        void check(Talk talk, Sample sample) throws BrokenRuleException, InterruptedException;
    }
}
