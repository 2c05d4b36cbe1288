package dev.scorebus.action;

import dev.scorebus.action.Action.Output;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An output in one line, as a command line names it: the name of a topic, or a kind, a colon, what is meant, and fields behind
/// commas.
public final class OutputLine {
    /// How it may look.
    public static final String FORMS =
            "TOPIC, postgres:CONNECTION/TABLE[,key=subject], file:PATH,format=csv|jsonl|parquet, webhook:URL[,timeout=5s]";

    private static final Scalar<Output.Key> KEY = (Scalar<Output.Key>) OutputFields.KEY.shape();
    private static final Scalar<Output.Format> FORMAT =
            (Scalar<Output.Format>) OutputFields.FORMAT.shape();
    private static final Scalar<Duration> TIMEOUT = (Scalar<Duration>) OutputFields.TIMEOUT.shape();

    private OutputLine() {}

    /// Reads an output, and holds it to what an action file may say of it.
    ///
    /// @throws IllegalArgumentException with what is wrong and what is allowed
    public static Output parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return OutputRules.checked(new Output.Topic(line));
        }
        String what = line.substring(colon + 1);
        return OutputRules.checked(
                switch (line.substring(0, colon)) {
                    case "postgres" -> postgres(Parts.of(what, "key"));
                    case "file" -> file(Parts.of(what, "format"));
                    case "webhook" -> webhook(Parts.of(what, "timeout"));
                    case String kind ->
                            throw new IllegalArgumentException(
                                    "'%s' is no kind of output; allowed: %s"
                                            .formatted(kind, FORMS));
                });
    }

    private static Output postgres(Parts parts) {
        int slash = parts.what.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "postgres '%s' names no table; allowed: postgres:CONNECTION/TABLE, such as postgres:local/scores"
                            .formatted(parts.what));
        }
        return new Output.Postgres(
                parts.what.substring(0, slash),
                parts.what.substring(slash + 1),
                parts.value == null
                        ? Output.Key.MESSAGE
                        : OutputRules.value("postgres.key", KEY, parts.value));
    }

    private static Output file(Parts parts) {
        return new Output.File(parts.what, OutputRules.value("file.format", FORMAT, parts.value));
    }

    private static Output webhook(Parts parts) {
        URI url =
                OutputRules.value(
                        "webhook.url", (Scalar<URI>) OutputFields.URL.shape(), parts.what);
        return parts.value == null
                ? new Output.Webhook(url, OutputRules.PATIENCE)
                : new Output.Webhook(
                        url, OutputRules.value("webhook.timeout", TIMEOUT, parts.value));
    }

    /// What an output is, and its one field that may follow.
    private record Parts(String what, @Nullable String value) {
        static Parts of(String text, String field) {
            Matcher matcher =
                    Pattern.compile("(.*?)(?:,%s=([^,]*))?".formatted(field)).matcher(text);
            return matcher.matches()
                    ? new Parts(matcher.group(1), matcher.group(2))
                    : new Parts(text, null);
        }
    }
}
