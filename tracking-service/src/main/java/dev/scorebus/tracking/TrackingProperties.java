package dev.scorebus.tracking;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// The settings of tracking-service.
///
/// @param maxPollRecords how many tracking events are folded in one database transaction at most
/// @param retryDelay how long the fold waits after a failure, and before it looks for a missing tracking topic again
/// @param discovery how often the tracking topic is looked at for new partitions
/// @param catchUp how long an audit waits for a frontier to reach what is committed
/// @param sampledSpans how many spans per frontier a sampled recount reads again at most
/// @param sampledRecords how many records per frontier a sampled recount reads again before it takes no further span
/// @param idCandidates how many spans a search by id reads in Kafka at most
/// @param deadLetterCandidates how many records a search for a dead letter's payload reads in Kafka at most
/// @param mostReplays how often a message may be sent through its action again before somebody must insist
/// @param kafkaTimeout how long a request to the broker may take
/// @param gaugeRefresh how often the gauges are measured: the frontier lag, losses, parked events
/// @param sourceLook how often the topics are looked at that actions read; what was in a topic for a shorter time before it was deleted, nobody has seen
/// @param lossDelay how long a topic must be gone before what was not read of it is told as lost; longer than it takes to score and commit what was read before. It is told at once where the action has begun another topic of that name
@Validated
@ConfigurationProperties("scorebus.tracking")
public record TrackingProperties(
        @DefaultValue("500") @Min(1) @Max(10_000) int maxPollRecords,
        @DefaultValue("1s") Duration retryDelay,
        @DefaultValue("10s") Duration discovery,
        @DefaultValue("30s") Duration catchUp,
        @DefaultValue("5") @Min(1) @Max(10_000) int sampledSpans,
        @DefaultValue("200000") @Min(1) @Max(100_000_000) int sampledRecords,
        @DefaultValue("200") @Min(1) @Max(10_000) int idCandidates,
        @DefaultValue("20000") @Min(1) @Max(1_000_000) int deadLetterCandidates,
        @DefaultValue("3") @Min(0) @Max(1_000) int mostReplays,
        @DefaultValue("10s") Duration kafkaTimeout,
        @DefaultValue("15s") Duration gaugeRefresh,
        @DefaultValue("2s") Duration sourceLook,
        @DefaultValue("60s") Duration lossDelay) {}
