package dev.scorebus.score;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The settings of score-service.
///
/// @param artefacts base URL of the service that has the models' artefacts (train-service)
/// @param ledger base URL of the service that knows the dead letters (tracking-service)
/// @param models where model versions are kept and how many
/// @param request limits of what one request may ask
/// @param stream how topics are read
/// @param batch how batch runs are carried out
/// @param connections the databases that outputs of actions may name
/// @param webhook whom outputs of actions may call
/// @param files where outputs of actions may write files
/// @param programs where the programs are that are called over the bridge
@Validated
@ConfigurationProperties("scorebus.score")
public record ScoreProperties(
        @DefaultValue("http://127.0.0.1:8081") URI artefacts,
        @DefaultValue("http://127.0.0.1:8083") URI ledger,
        @DefaultValue @Valid Models models,
        @DefaultValue @Valid Request request,
        @DefaultValue @Valid Stream stream,
        @DefaultValue @Valid Batch batch,
        @DefaultValue Map<String, @Valid Connection> connections,
        @DefaultValue @Valid Webhook webhook,
        @DefaultValue Files files,
        @DefaultValue @Valid Programs programs) {
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

    /// A database that outputs of actions may name.
    ///
    /// @param url where it is, such as `jdbc:postgresql://db.example/scores`
    /// @param username who writes
    /// @param password the password
    /// @param schema where tables lie whose name has no schema; made when it is missing
    /// @param timeout how long the database may be silent before it counts as away
    public record Connection(
            @NotNull String url,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue("public") @Pattern(regexp = "[a-z_][a-z0-9_]{0,62}") String schema,
            @DefaultValue("20s") Duration timeout) {
        @Override
        public String toString() {
            return "Connection[" + url + "]";
        }
    }

    /// Whom outputs of actions may call.
    ///
    /// @param allowedHosts names of hosts that may be called, and addresses (`10.1.2.3`, `10.0.0.0/8`) that a name may lead to
    ///     although they are not public
    /// @param concurrency how many calls of one action are under way at once
    /// @param patience how long the calls for what is committed at once may take in all; what is left comes next time
    public record Webhook(
            @DefaultValue Set<String> allowedHosts,
            @DefaultValue("16") @Min(1) @Max(256) int concurrency,
            @DefaultValue("60s") Duration patience) {}

    /// Where the programs are that are called over the bridge.
    ///
    /// @param folder has a folder for each program, called as it is, with a `program.yaml`; without it only built-in programs run
    /// @param look how long a look at the folder of a program is good for
    /// @param environment what each of them gets; what its own `program.yaml` says goes before it
    /// @param cache about how much memory the answers of pure commands may take; 0 keeps none
    public record Programs(
            @Nullable Path folder,
            @DefaultValue("2s") Duration look,
            @DefaultValue Map<String, String> environment,
            @DefaultValue("64MB") DataSize cache) {}

    /// Where outputs of actions may write files.
    ///
    /// @param folder the folder that all of them lie in, shared by all instances; none may be written without it
    public record Files(@Nullable Path folder) {}
}
