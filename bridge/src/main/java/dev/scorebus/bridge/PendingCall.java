package dev.scorebus.bridge;

import java.util.concurrent.CompletableFuture;

/// A call that the program has not answered yet.
///
/// @param entries how many entries its reply must have; 0 for a request, whose reply has one result
record PendingCall(long id, int entries, CompletableFuture<Ran> answer) {}
