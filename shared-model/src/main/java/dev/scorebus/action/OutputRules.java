package dev.scorebus.action;

import dev.scorebus.action.Action.Output;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds an output that comes otherwise than in a file, as in a request for a batch run, to what a file may say of it.
public final class OutputRules {
    // Those of actions come first: what follows is made from them.
    private static final Scalar<String> NAME = ActionFields.NAME;
    private static final Scalar<String> TOPIC = ActionFields.TOPIC;
    private static final Scalar<String> TABLE = (Scalar<String>) OutputFields.TABLE.shape();
    private static final Scalar<URI> URL = (Scalar<URI>) OutputFields.URL.shape();
    private static final Scalar.Time TIMEOUT = (Scalar.Time) OutputFields.TIMEOUT.shape();
    private static final Scalar<String> PATH = (Scalar<String>) OutputFields.PATH.shape();
    static final Duration PATIENCE = Objects.requireNonNull(OutputFields.TIMEOUT.otherwise());

    private OutputRules() {}

    /// The output, with what it leaves out.
    ///
    /// @throws IllegalArgumentException when it is not as a file may have it
    public static Output checked(Output output) {
        return switch (output) {
            case Output.Topic(String name) -> new Output.Topic(text("topic", TOPIC, name));
            case Output.Postgres(String connection, String table, Output.Key key) ->
                    new Output.Postgres(
                            text("postgres.connection", NAME, connection),
                            text("postgres.table", TABLE, table),
                            key == null ? Output.Key.MESSAGE : key);
            case Output.Webhook(URI url, Duration timeout) ->
                    new Output.Webhook(
                            URI.create(
                                    text("webhook.url", URL, url == null ? null : url.toString())),
                            timeout(timeout));
            case Output.File(String path, Output.Format format) ->
                    new Output.File(text("file.path", PATH, path), format(format));
        };
    }

    private static String text(String field, Scalar<?> shape, @Nullable String value) {
        Object _ = value(field, shape, value);
        return Objects.requireNonNull(value);
    }

    /// What a text means as the value of a field.
    ///
    /// @throws IllegalArgumentException when it means nothing there
    static <T> T value(String field, Scalar<T> shape, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "outputs: %s is missing; allowed: %s".formatted(field, shape.allowed()));
        }
        try {
            return shape.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "outputs: %s '%s' %s; allowed: %s"
                            .formatted(field, value, e.getMessage(), shape.allowed()),
                    e);
        }
    }

    private static Duration timeout(@Nullable Duration timeout) {
        if (timeout == null) {
            return PATIENCE;
        }
        if (timeout.compareTo(TIMEOUT.min()) < 0 || timeout.compareTo(TIMEOUT.max()) > 0) {
            throw new IllegalArgumentException(
                    "outputs: webhook.timeout is %s to %s, got %s"
                            .formatted(TIMEOUT.min(), TIMEOUT.max(), timeout));
        }
        return timeout;
    }

    private static Output.Format format(Output.@Nullable Format format) {
        if (format == null) {
            throw new IllegalArgumentException(
                    "outputs: file.format is missing; allowed: csv, jsonl, parquet");
        }
        return format;
    }
}
