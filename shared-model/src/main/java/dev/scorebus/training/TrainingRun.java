package dev.scorebus.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One execution of `train`, as it stands.
///
/// @param id names it
/// @param state how far it is
/// @param request what was asked, pinned to a version of the data set
/// @param restartOf the run that this one repeats
/// @param progress how far the program is; absent until it says so
/// @param error why it failed, in words for the one who asked
/// @param modelVersion what it made, for a run that has trained
/// @param metrics quality on the rows held out, by name, base rates among them
/// @param rows what became of the rows; absent until they were read
/// @param notes what one should know of this run, such as that its alias was not moved
/// @param submittedAt when it was asked for
/// @param startedAt when it took a slot
/// @param endedAt when it ended, in whichever way
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRun(
        String id,
        State state,
        TrainingRequest request,
        @Nullable String restartOf,
        @Nullable Progress progress,
        @Nullable String error,
        @Nullable String modelVersion,
        Map<String, Double> metrics,
        @Nullable Rows rows,
        List<String> notes,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {
    public TrainingRun {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        notes = List.copyOf(notes);
    }

    /// How far a run is; the last three are ends.
    public enum State {
        @JsonProperty("queued")
        QUEUED(false),
        @JsonProperty("running")
        RUNNING(false),
        @JsonProperty("trained")
        TRAINED(true),
        @JsonProperty("failed")
        FAILED(true),
        @JsonProperty("cancelled")
        CANCELLED(true);

        private final boolean end;

        State(boolean end) {
            this.end = end;
        }

        /// Whether nothing follows it.
        public boolean isEnd() {
            return end;
        }
    }

    /// How far the program is.
    ///
    /// @param phase what it does
    /// @param round rounds of this phase that are done
    /// @param rounds rounds of this phase that there will be, of a search at most
    /// @param metric what `value` measures
    /// @param value on the validation slice; absent when there is none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Progress(
            Phase phase, int round, int rounds, String metric, @Nullable Double value) {}

    /// What a program does while it trains.
    public enum Phase {
        /// It looks for the number of rounds that does best on rows it does not learn from; it may stop early.
        @JsonProperty("search")
        SEARCH,
        /// It grows the model itself.
        @JsonProperty("grow")
        GROW
    }

    /// What became of the rows of the data set; the six add up to its rows.
    ///
    /// @param train learned from
    /// @param test held out and measured on
    /// @param otherCustomers of another customer
    /// @param filtered left out by `rows`
    /// @param labelUnknown left out of training because the label was not known at the time of the split
    /// @param skipped left out because something is missing or wrong: the label, the time, a required feature
    public record Rows(
            int train, int test, int otherCustomers, int filtered, int labelUnknown, int skipped) {}
}
