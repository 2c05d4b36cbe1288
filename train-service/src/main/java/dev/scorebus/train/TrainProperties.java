package dev.scorebus.train;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The settings of train-service.
///
/// @param slots how many runs may be active at once, over all replicas
/// @param parallel how many of them this instance takes at most; each needs memory for its rows
/// @param lease how long a run may stay silent before it counts as interrupted and its slot is given to another
/// @param batchLease how long a worker may say nothing of a batch run before the run goes back to the queue
/// @param poll how often this instance looks for queued runs, reports progress and publishes what the registry owes
/// @param home where data sets and artefacts are kept; replicas share it
/// @param allowedRoots folders below which a data set may be registered by its URI; none by default
/// @param maxUpload how large a file may be, as it comes
/// @param maxUnpacked how large it may be when unpacked
/// @param maxUnpackRatio how many times larger it may be when unpacked
/// @param programs where the programs are that are called over the bridge
/// @param maxBadShare the share of rows that may be unreadable before a file is refused
@Validated
@ConfigurationProperties("scorebus.train")
public record TrainProperties(
        @DefaultValue("15") @Min(1) @Max(15) int slots,
        @DefaultValue("2") @Min(1) @Max(15) int parallel,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("60s") Duration batchLease,
        @DefaultValue("500ms") Duration poll,
        @DefaultValue(".scorebus/train") Path home,
        @DefaultValue List<Path> allowedRoots,
        @DefaultValue("1GB") DataSize maxUpload,
        @DefaultValue("8GB") DataSize maxUnpacked,
        @DefaultValue("200") @Min(2) int maxUnpackRatio,
        @DefaultValue("0.01") @DecimalMin("0") @DecimalMax("1") double maxBadShare,
        @DefaultValue Programs programs) {
    /// Where the programs are that are called over the bridge.
    ///
    /// @param folder has a folder for each program, called as it is, with a `program.yaml`; without it only built-in programs train
    /// @param environment what each of them gets; what its own `program.yaml` says goes before it
    public record Programs(@Nullable Path folder, @DefaultValue Map<String, String> environment) {}

    public TrainProperties {
        allowedRoots = List.copyOf(allowedRoots);
        if (lease.compareTo(poll.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(
                    "scorebus.train.lease (%s) must be at least three times scorebus.train.poll (%s), or a slow database would end healthy runs"
                            .formatted(lease, poll));
        }
    }
}
