package dev.scorebus.bridge.check;

/// One vector of the page, and what became of it.
///
/// @param vector its name on the page
/// @param sent what was sent
/// @param wanted what must come
public record Verdict(String vector, String sent, String wanted, Outcome outcome) {}
