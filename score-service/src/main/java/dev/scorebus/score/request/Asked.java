package dev.scorebus.score.request;

import dev.scorebus.action.Action.Explain;
import org.jspecify.annotations.Nullable;

/// What a caller wants scored, and how.
///
/// @param protocol the protocol it was asked by: `v2`, `v1` or `api`
/// @param model the model's name
/// @param version the model's version; absent: the champion
/// @param customer for whom; absent: the model for all customers
/// @param explain how much of the explanation is wanted
public record Asked(
        String protocol,
        String model,
        @Nullable String version,
        @Nullable String customer,
        Explain explain) {}
