package dev.scorebus.action;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.scorebus.message.Mode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command of a program bound to what fires it. [ActionFile] reads it from YAML; in the topic of actions it lies as JSON.
///
/// @param name names the action, its consumer group, its retry topic and its dead letters
/// @param owner who answers for it
/// @param program the program that is called, such as `trees`
/// @param command which of the program's commands
/// @param model which model, for programs that have models
/// @param mode how its messages are processed
/// @param customer tells the customer of a message; absent when there is only one
/// @param input what fires it
/// @param flush when a micro-batch leaves; present for that mode only
/// @param explain how much of the explanation goes out with each score
/// @param outputs where scores go
/// @param retry what happens to a message that fails
/// @param heal when its dead letters are scored again by themselves; absent: when somebody asks
/// @param scale how many instances there may be
/// @param resources what an instance may use
public record Action(
        String name,
        String owner,
        String program,
        String command,
        @Nullable ModelChoice model,
        Mode mode,
        @Nullable Expression customer,
        Input input,
        @Nullable Flush flush,
        Explain explain,
        List<Output> outputs,
        Retry retry,
        @Nullable Heal heal,
        Scale scale,
        Resources resources) {
    public Action {
        outputs = List.copyOf(outputs);
        if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "A name has 1 to 63 lower-case letters, digits and dashes, and begins and ends with no dash; got '%s'"
                            .formatted(name));
        }
    }

    /// Which model version scores: the one that the alias names when the message is scored.
    public record ModelChoice(String name, String alias) {}

    /// What fires an action.
    ///
    /// @param topics the topics that are read; empty for mode `request`
    /// @param filter messages for which it is not true are dropped, and counted
    /// @param start where reading begins on a partition that this action never read
    public record Input(List<String> topics, @Nullable Expression filter, Start start) {
        public Input {
            topics = List.copyOf(topics);
        }
    }

    /// Where reading begins on a partition that was never read.
    public enum Start {
        EARLIEST,
        LATEST
    }

    /// When a micro-batch leaves: by count or by the age of its oldest message, whichever comes first.
    ///
    /// @param maxMessages how many messages a micro-batch holds at most
    /// @param maxWait how long its oldest message waits at most
    public record Flush(int maxMessages, Duration maxWait) {
        public Flush {
            if (maxMessages < 2) {
                throw new IllegalArgumentException(
                        "A micro-batch of %d is none; use mode: stream".formatted(maxMessages));
            }
            if (!maxWait.isPositive()) {
                throw new IllegalArgumentException("maxWait must be positive, got " + maxWait);
            }
        }
    }

    /// How much of an explanation goes out: everything, the `top` largest contributions and the sum of the rest, or nothing.
    ///
    /// @param top [Integer#MAX_VALUE] for all, 0 for none
    public record Explain(int top) {
        public static final Explain ALL = new Explain(Integer.MAX_VALUE);
        public static final Explain NONE = new Explain(0);

        public Explain {
            if (top < 0) {
                throw new IllegalArgumentException("top must not be negative, got " + top);
            }
        }

        /// Reads `all`, `none` or `top-N`.
        @JsonCreator
        public static Explain of(String text) {
            return switch (text) {
                case "all" -> ALL;
                case "none" -> NONE;
                case String top when top.matches("top-[1-9][0-9]{0,4}") ->
                        new Explain(Integer.parseInt(top.substring("top-".length())));
                default ->
                        throw new IllegalArgumentException(
                                "explain is all, none or top-N such as top-5; got '%s'"
                                        .formatted(text));
            };
        }

        @Override
        @JsonValue
        public String toString() {
            return switch (top) {
                case 0 -> "none";
                case Integer.MAX_VALUE -> "all";
                default -> "top-" + top;
            };
        }
    }

    /// Where scores go.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Output.Topic.class, name = "topic"),
        @JsonSubTypes.Type(value = Output.Postgres.class, name = "postgres"),
        @JsonSubTypes.Type(value = Output.Webhook.class, name = "webhook"),
        @JsonSubTypes.Type(value = Output.File.class, name = "file")
    })
    public sealed interface Output {
        /// A topic.
        record Topic(@JsonValue String name) implements Output {
            @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
            public Topic {}
        }

        /// A table of PostgreSQL, a row for each key.
        ///
        /// @param connection names the connection among the settings of score-service
        /// @param table the table, with its schema before a dot or without
        /// @param key what a row stands for
        record Postgres(String connection, String table, Key key) implements Output {}

        /// Someone who is told of each score by HTTP.
        ///
        /// @param url whom
        /// @param timeout how long an answer may take
        record Webhook(URI url, Duration timeout) implements Output {}

        /// Files in a folder.
        ///
        /// @param path the folder, below the one that the settings of score-service allow
        record File(String path, Format format) implements Output {}

        /// What a row of a table stands for.
        enum Key {
            /// A message.
            @JsonAlias("message")
            MESSAGE,
            /// A subject; its newest message counts.
            @JsonAlias("subject")
            SUBJECT
        }

        /// How a file is written.
        enum Format {
            @JsonAlias("csv")
            CSV,
            @JsonAlias("jsonl")
            JSONL,
            @JsonAlias("parquet")
            PARQUET
        }
    }

    /// The topics among its outputs.
    public List<String> outputTopics() {
        return outputs.stream()
                .filter(Output.Topic.class::isInstance)
                .map(output -> ((Output.Topic) output).name())
                .toList();
    }

    /// What happens to a message that fails.
    ///
    /// @param maxRetries how many attempts may follow the first
    /// @param firstDelay how long a message waits for its second attempt; doubles with each further one
    /// @param maxDelay how long it waits at most
    /// @param ordering what later messages do meanwhile
    public record Retry(int maxRetries, Duration firstDelay, Duration maxDelay, Ordering ordering) {
        /// What a file that says nothing gets.
        public static final Retry DEFAULT =
                new Retry(5, Duration.ofSeconds(1), Duration.ofMinutes(5), Ordering.NONE);

        public Retry {
            if (maxRetries < 0 || maxRetries > 5) {
                throw new IllegalArgumentException("maxRetries is 0 to 5, got " + maxRetries);
            }
            if (!firstDelay.isPositive() || maxDelay.compareTo(firstDelay) < 0) {
                throw new IllegalArgumentException(
                        "firstDelay must be positive and not over maxDelay, got %s and %s"
                                .formatted(firstDelay, maxDelay));
            }
        }
    }

    /// What later messages do while an earlier one waits for its next attempt.
    public enum Ordering {
        /// They flow on.
        NONE,
        /// Those of the same key wait.
        KEY,
        /// All of the partition wait.
        PARTITION
    }

    /// When dead letters are scored again by themselves.
    ///
    /// @param every how far apart the heal runs are
    /// @param maxDeaths a message that died so often is left to people
    public record Heal(Duration every, int maxDeaths) {
        public Heal {
            if (!every.isPositive()) {
                throw new IllegalArgumentException("every must be positive, got " + every);
            }
            if (maxDeaths < 1) {
                throw new IllegalArgumentException("maxDeaths is 1 or more, got " + maxDeaths);
            }
        }
    }

    /// How many instances there may be.
    ///
    /// @param min fewest instances; 0 lets it sleep
    /// @param max most instances
    /// @param lagPerInstance how many waiting messages call for one more instance
    public record Scale(int min, int max, int lagPerInstance) {
        public static final Scale DEFAULT = new Scale(1, 1, 500);

        public Scale {
            if (min < 0 || max < 1 || max < min || lagPerInstance < 1) {
                throw new IllegalArgumentException(
                        "scale needs 0 <= min <= max, 1 <= max and 1 <= lagPerInstance; got %d, %d, %d"
                                .formatted(min, max, lagPerInstance));
            }
        }
    }

    /// What one instance may use.
    ///
    /// @param cpu as Kubernetes writes it, such as `500m`
    /// @param memory as Kubernetes writes it, such as `512Mi`
    public record Resources(String cpu, String memory) {
        public static final Resources DEFAULT = new Resources("500m", "512Mi");
    }
}
