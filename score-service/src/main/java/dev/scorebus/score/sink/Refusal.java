package dev.scorebus.score.sink;

/// A sink does not take a message, now or ever.
///
/// @param index which of the shipment's deliveries
/// @param why in words for the owner of the action, which name the sink; never the payload
public record Refusal(int index, String why) {}
