package dev.scorebus.train.run;

import dev.scorebus.training.TrainingRequest;
import java.time.Instant;
import java.util.UUID;

/// The right to carry out a run, for as long as its lease is renewed.
///
/// @param runId the run
/// @param slot the slot that it holds
/// @param fence grows each time the slot changes hands; an older one opens nothing
/// @param request what is to be done
/// @param startedAt when the slot was taken
record Claim(UUID runId, int slot, long fence, TrainingRequest request, Instant startedAt) {}
