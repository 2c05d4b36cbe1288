package dev.scorebus.score;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The settings of score-service.
///
/// @param artefacts base URL of the service that has the models' artefacts (train-service)
/// @param models where model versions are kept and how many
/// @param request limits of what one request may ask
/// @param stream how topics are read
/// @param batch how batch runs are carried out
@Validated
@ConfigurationProperties("scorebus.score")
public record ScoreProperties(
        @DefaultValue("http://127.0.0.1:8081") URI artefacts,
        @DefaultValue @Valid Models models,
        @DefaultValue @Valid Request request,
        @DefaultValue @Valid Stream stream,
        @DefaultValue @Valid Batch batch) {
    /// Where model versions are kept and how many.
    ///
    /// @param cache folder of artefacts and of what is known of the registry; survives restarts
    /// @param cacheSize how much the artefacts in the folder may take; the least recently used go first
    /// @param maxArtefact the largest artefact that is fetched
    /// @param open how many model versions are in memory at most
    /// @param retry how long after a failure a version is fetched again
    public record Models(
            @DefaultValue(".scorebus/score") Path cache,
            @DefaultValue("2GB") DataSize cacheSize,
            @DefaultValue("256MB") DataSize maxArtefact,
            @DefaultValue("200") @Min(1) int open,
            @DefaultValue("5s") Duration retry) {}

    /// Limits of what one request may ask.
    ///
    /// @param maxBody the largest body
    /// @param maxRows the most rows in one body
    /// @param deadline how long the program may take for all rows
    public record Request(
            @DefaultValue("8MB") DataSize maxBody,
            @DefaultValue("5000") @Min(1) int maxRows,
            @DefaultValue("30s") Duration deadline) {}

    /// How topics are read.
    ///
    /// @param sessionTimeout how long an instance may be silent before its partitions go to others; must lie within the
    ///     limits of the brokers (`group.min.session.timeout.ms`)
    /// @param maxPollRecords the most records in one poll, which are one transaction
    /// @param maxPollBytes the most bytes that one fetch brings
    /// @param maxRecord the largest record that is scored; a larger one is dead-lettered
    /// @param deadline how long the program may take for one poll
    /// @param transactionTimeout after which the broker aborts the open transaction of a killed instance
    /// @param maxBackoff the longest pause after repeated failures of the infrastructure
    public record Stream(
            @DefaultValue("10s") Duration sessionTimeout,
            @DefaultValue("500") @Min(1) @Max(10_000) int maxPollRecords,
            @DefaultValue("8MB") DataSize maxPollBytes,
            @DefaultValue("1MB") DataSize maxRecord,
            @DefaultValue("30s") Duration deadline,
            @DefaultValue("15s") Duration transactionTimeout,
            @DefaultValue("15s") Duration maxBackoff) {}

    /// How batch runs are carried out.
    ///
    /// @param parallel how many of them this instance takes at most; none when 0
    /// @param page the most messages of a page, which are one transaction
    /// @param poll how often this instance looks for queued runs and says how far its own are
    public record Batch(
            @DefaultValue("2") @Min(0) @Max(15) int parallel,
            @DefaultValue("500") @Min(1) @Max(10_000) int page,
            @DefaultValue("1s") Duration poll) {}
}
