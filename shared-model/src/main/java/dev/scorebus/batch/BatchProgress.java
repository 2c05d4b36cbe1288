package dev.scorebus.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// How far a run is. The counts are committed with each page, so that no page counts twice, however often a run is taken up again.
///
/// @param done how many offsets or rows lie behind it
/// @param total how many there are; absent while that is not known
/// @param scored messages that were scored, at whichever attempt
/// @param filtered messages that the action's filter dropped
/// @param dead messages that became dead letters, or are dead again
/// @param discarded dead letters that were given up because their payload is gone
/// @param retried attempts that failed and were followed by another
/// @param rowsPerSecond how fast it was of late
/// @param etaSeconds how long it still takes at this rate; absent while that is not known
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchProgress(
        long done,
        @Nullable Long total,
        long scored,
        long filtered,
        long dead,
        long discarded,
        long retried,
        double rowsPerSecond,
        @Nullable Long etaSeconds) {}
