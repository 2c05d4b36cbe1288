package dev.scorebus.batch;

/// The right to carry out a batch run, for as long as it is renewed.
///
/// @param run what is to be done
/// @param slot the slot it holds
/// @param fence grows each time the slot changes hands; an older one opens nothing
/// @param leaseMillis how long it holds unless it is renewed, in milliseconds
public record BatchClaim(BatchRun run, int slot, long fence, long leaseMillis) {}
