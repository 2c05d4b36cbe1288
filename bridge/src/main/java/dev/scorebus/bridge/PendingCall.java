package dev.scorebus.bridge;

import java.util.concurrent.CompletableFuture;

/// A call that the program has not answered yet.
///
/// @param entries how many entries its reply must have; 0 for a request, whose reply has one result
/// @param until when its answer is of no use any more, by `System.nanoTime`
record PendingCall(long id, int entries, long until, CompletableFuture<Ran> answer) {}
