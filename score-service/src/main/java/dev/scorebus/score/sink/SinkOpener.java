package dev.scorebus.score.sink;

import static java.util.Objects.requireNonNull;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Output;
import dev.scorebus.score.ScoreProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.stereotype.Component;

/// Opens the sinks of an action.
@Component
public final class SinkOpener {
    private final ScoreProperties properties;
    private final MeterRegistry registry;

    SinkOpener(ScoreProperties properties, MeterRegistry registry) {
        this.properties = properties;
        this.registry = registry;
    }

    /// The sinks of an action, for whoever runs it to close. None of them is asked yet whether it is there.
    ///
    /// @param instance names this process start, in what is committed
    /// @throws SinkUnavailableException when this instance's settings have not what an output names
    public Sinks open(Action action, String instance) {
        return openAll(action, action.name(), instance);
    }

    /// The sinks of a run of an action. Its files lie apart from those of the stream and of other runs: each has positions of its
    /// own, and a file is named by them.
    ///
    /// @param instance names whoever carries the run out, in what is committed
    /// @throws SinkUnavailableException as above
    public Sinks open(Action action, String runId, String instance) {
        return openAll(action, "%s/run-%s".formatted(action.name(), runId), instance);
    }

    /// What the outputs of an action name and this service's settings do not have, each after its field; nothing when there is all.
    public List<String> missing(Action action) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < action.outputs().size(); i++) {
            Output output = action.outputs().get(i);
            String field =
                    "spec.outputs[%d].%s"
                            .formatted(
                                    i,
                                    switch (output) {
                                        case Output.Topic _ -> "topic";
                                        case Output.Postgres _ -> "postgres.connection";
                                        case Output.Webhook _ -> "webhook.url";
                                        case Output.File _ -> "file.path";
                                    });
            missing(output).ifPresent(why -> missing.add(field + ": " + why));
        }
        return missing;
    }

    private Optional<String> missing(Output output) {
        return switch (output) {
            case Output.Topic _ -> Optional.empty();
            case Output.Postgres postgres ->
                    properties.connections().containsKey(postgres.connection())
                            ? Optional.empty()
                            : Optional.of(
                                    "connection '%s' is not among this service's settings (scorebus.score.connections); known: %s"
                                            .formatted(
                                                    postgres.connection(),
                                                    names(properties.connections().keySet())));
            case Output.Webhook webhook ->
                    hosts().lists(webhook.url().getHost())
                            ? Optional.empty()
                            : Optional.of(
                                    "webhook host '%s' is not among this service's settings (scorebus.score.webhook.allowed-hosts); known: %s"
                                            .formatted(
                                                    webhook.url().getHost(),
                                                    names(properties.webhook().allowedHosts())));
            case Output.File file ->
                    properties.files().folder() != null
                            ? Optional.empty()
                            : Optional.of(
                                    "files of '%s' cannot be written: this service's settings allow none (scorebus.score.files.folder)"
                                            .formatted(file.path()));
        };
    }

    private static String names(Set<String> known) {
        return known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known));
    }

    private AllowedHosts hosts() {
        return new AllowedHosts(
                properties.webhook().allowedHosts(), SystemDefaultDnsResolver.INSTANCE);
    }

    private Sinks openAll(Action action, String folder, String instance) {
        List<Sink> sinks = new ArrayList<>();
        for (Output output : action.outputs()) {
            Optional<String> missing = missing(output);
            if (missing.isPresent()) {
                throw new SinkUnavailableException(missing.get());
            }
            switch (output) {
                case Output.Topic _ -> {}
                case Output.Postgres postgres ->
                        sinks.add(metered(postgres(postgres), action, "postgres"));
                case Output.Webhook webhook ->
                        sinks.addFirst(metered(webhook(webhook), action, "webhook"));
                case Output.File file ->
                        sinks.addLast(metered(file(file, folder, instance), action, "file"));
            }
        }
        return new Sinks(sinks);
    }

    private Sink metered(Sink sink, Action action, String kind) {
        return new MeteredSink(sink, registry, action.name(), kind);
    }

    private Sink postgres(Output.Postgres output) {
        return new PostgresSink(
                output, requireNonNull(properties.connections().get(output.connection())));
    }

    private Sink webhook(Output.Webhook output) {
        ScoreProperties.Webhook settings = properties.webhook();
        return new WebhookSink(
                output,
                new WebhookClient(output, hosts(), settings.concurrency()),
                settings.concurrency(),
                settings.patience());
    }

    private Sink file(Output.File output, String own, String instance) {
        Path root = requireNonNull(properties.files().folder());
        return new FileSink(
                folder(root, output.path(), own),
                instance,
                "." + output.format().name().toLowerCase(Locale.ROOT),
                switch (output.format()) {
                    case CSV -> ScoreLines::csv;
                    case JSONL -> ScoreLines::json;
                    case PARQUET -> ParquetScores::file;
                });
    }

    /// A folder of files, which lies below the allowed one also when links lead elsewhere.
    private static Path folder(Path root, String path, String own) {
        try {
            Files.createDirectories(root);
            Path real = root.toRealPath();
            Path folder = real.resolve(path).resolve(own).normalize();
            Path there = real;
            for (Path name : real.relativize(folder)) {
                there = there.resolve(name);
                if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)
                        && !there.toRealPath().startsWith(real)) {
                    throw new SinkUnavailableException(
                            "files: '%s' leads out of the allowed folder".formatted(path));
                }
            }
            Files.createDirectories(folder);
            return folder;
        } catch (IOException e) {
            throw new SinkUnavailableException("files: " + e, e);
        }
    }
}
