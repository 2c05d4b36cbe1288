package dev.scorebus.bridge.check;

/// What became of one vector.
public sealed interface Outcome {
    /// The program keeps the rule.
    record Held() implements Outcome {}

    /// It does not.
    ///
    /// @param why what is wrong
    /// @param came what the program sent or did; empty when nothing came
    record Broken(String why, String came) implements Outcome {}

    /// The rule could not be tried.
    record NotApplicable(String why) implements Outcome {}
}
