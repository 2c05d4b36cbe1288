package dev.scorebus.action;

import static dev.scorebus.message.Mode.BATCH;
import static dev.scorebus.message.Mode.MICRO_BATCH;
import static dev.scorebus.message.Mode.STREAM;

import dev.scorebus.action.Scalar.Amount;
import dev.scorebus.action.Scalar.Cel;
import dev.scorebus.action.Scalar.Text;
import dev.scorebus.action.Scalar.Time;
import dev.scorebus.action.Scalar.Whole;
import dev.scorebus.action.Scalar.Word;
import dev.scorebus.action.Shape.Many;
import dev.scorebus.action.Shape.Section;
import dev.scorebus.message.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Every field of an action file. A field that is added here is read, written, in the schema and in the reference; what it
/// does to an [Action] is said in [ActionAssembly].
final class ActionFields {
    static final String API = "scorebus.dev/v1";
    static final String KIND = "Action";

    static final Text NAME =
            new Text(
                    Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"),
                    ProgramFile.NAMES_ALLOWED);
    static final Text TOPIC =
            new Text(
                    Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}"),
                    "a topic's name: 1 to 249 of the characters A-Z a-z 0-9 . _ -");
    private static final Text WORDS =
            new Text(
                    Pattern.compile("(?=.*\\S)[^\\u0000-\\u001f\\u007f]{1,200}"),
                    "1 to 200 characters on one line");

    static final Field<String> API_VERSION =
            Field.required(
                    "apiVersion", word(API), "The version of the format.", "scorebus.dev/v1");
    static final Field<String> KIND_FIELD =
            Field.required("kind", word(KIND), "What the file describes.", "Action");

    static final Field<String> ACTION_NAME =
            Field.required(
                    "name",
                    NAME,
                    "Names the action, its consumer group (`scorebus.{name}`), its retry topic (`{name}.retry`) and its dead letters (`{name}.dlq`).",
                    "merge-time");
    static final Field<String> OWNER =
            Field.required("owner", WORDS, "Who answers for it.", "forecast-team");
    static final Section METADATA_SHAPE = new Section(List.of(ACTION_NAME, OWNER));
    static final Field<Values> METADATA =
            Field.required(
                    "metadata",
                    METADATA_SHAPE,
                    "Who it is.",
                    "{name: merge-time, owner: forecast-team}");

    static final Field<String> PROGRAM =
            Field.required(
                    "program", NAME, "The program that is called; `trees` is built in.", "trees");
    static final Field<String> COMMAND =
            Field.optional(
                            "command",
                            NAME,
                            "Which of the program's commands; `trees` has `score`.",
                            "score")
                    .otherwise("score");

    static final Field<String> MODEL_NAME =
            Field.required("name", NAME, "The model's name in the registry.", "merge-time");
    static final Field<String> ALIAS =
            Field.optional(
                            "alias",
                            NAME,
                            "Which of its versions scores: the one this alias names when a message is scored.",
                            "champion")
                    .otherwise("champion");
    static final Field<Values> MODEL =
            Field.optional(
                            "model",
                            new Section(List.of(MODEL_NAME, ALIAS)),
                            "The model that scores; `trees` needs one.",
                            "{name: merge-time, alias: champion}")
                    .absent("no model");

    static final Field<Mode> MODE =
            Field.required(
                    "mode",
                    new Word<>(words(Mode.class)),
                    "How messages are processed: as they come, in groups, over a range of a topic, or by request.",
                    "stream");
    static final Field<Expression> CUSTOMER =
            Field.optional(
                            "customer",
                            new Cel(Cel.Gives.TEXT),
                            "Tells the customer of a message; a model of that customer scores it where there is one.",
                            "event.data.project_name")
                    .absent("the model over all customers scores every message");

    static final Field<List<String>> TOPICS =
            Field.required(
                    "topics", new Many<>(TOPIC), "The topics that are read.", "[pull-requests]");
    static final Field<Expression> FILTER =
            Field.optional(
                            "filter",
                            new Cel(Cel.Gives.TRUTH),
                            "Messages for which it is not true are dropped, and counted.",
                            "event.type == \"pull-request.opened\"")
                    .absent("every message is scored");
    static final Field<Action.Start> START =
            Field.optional(
                            "start",
                            new Word<>(words(Action.Start.class)),
                            "Where reading begins on a partition that the action never read.",
                            "latest")
                    .otherwise(Action.Start.EARLIEST)
                    .in(STREAM, MICRO_BATCH);
    static final Field<Values> INPUT =
            Field.required(
                            "input",
                            new Section(List.of(TOPICS, FILTER, START)),
                            "What fires the action.",
                            "{topics: [pull-requests]}")
                    .in(STREAM, MICRO_BATCH, BATCH);

    static final Field<Integer> MAX_MESSAGES =
            Field.required(
                    "maxMessages",
                    new Whole(2, 100_000),
                    "How many messages a micro-batch holds at most.",
                    "500");
    static final Field<Duration> MAX_WAIT =
            Field.required(
                    "maxWait",
                    new Time(Duration.ofMillis(1), Duration.ofHours(1)),
                    "How long its oldest message waits at most.",
                    "30s");
    static final Field<Values> FLUSH =
            Field.required(
                            "flush",
                            new Section(List.of(MAX_MESSAGES, MAX_WAIT)),
                            "When a micro-batch leaves: by count or by age, whichever comes first.",
                            "{maxMessages: 500, maxWait: 30s}")
                    .in(MICRO_BATCH);

    static final Field<Action.Explain> EXPLAIN =
            Field.optional(
                            "explain",
                            new Scalar.Explained(),
                            "How much of the explanation goes out with a score: everything, the N largest contributions and the sum of the rest, or nothing.",
                            "top-5")
                    .otherwise(Action.Explain.ALL);

    static final Field<List<Values>> OUTPUTS =
            Field.required(
                            "outputs",
                            new Many<>(OutputFields.OUTPUT),
                            "Where scores go, each to all of them; a request is answered to the one who asks.",
                            "[{topic: merge-time-scores}]")
                    .in(STREAM, MICRO_BATCH, BATCH);

    static final Field<Integer> MAX_RETRIES =
            Field.optional(
                            "maxRetries",
                            new Whole(0, 5),
                            "How many attempts may follow the first before a message is a dead letter.",
                            "3")
                    .otherwise(Action.Retry.DEFAULT.maxRetries());
    static final Field<Duration> FIRST_DELAY =
            Field.optional(
                            "firstDelay",
                            new Time(Duration.ofMillis(1), Duration.ofHours(24)),
                            "How long a message waits for its second attempt; it doubles with each further one.",
                            "1s")
                    .otherwise(Action.Retry.DEFAULT.firstDelay());
    static final Field<Duration> MAX_DELAY =
            Field.optional(
                            "maxDelay",
                            new Time(Duration.ofMillis(1), Duration.ofHours(24)),
                            "How long it waits at most.",
                            "5m")
                    .otherwise(Action.Retry.DEFAULT.maxDelay());
    static final Field<Action.Ordering> ORDERING =
            Field.optional(
                            "ordering",
                            new Word<>(words(Action.Ordering.class)),
                            "What later messages do meanwhile: flow on, wait if they have the same key, or wait. `key` needs as many partitions in all of `input.topics`.",
                            "key")
                    .otherwise(Action.Retry.DEFAULT.ordering());
    static final Field<Values> RETRY =
            Field.optional(
                            "retry",
                            new Section(List.of(MAX_RETRIES, FIRST_DELAY, MAX_DELAY, ORDERING)),
                            "What happens to a message that fails.",
                            "{maxRetries: 5, firstDelay: 1s, maxDelay: 5m, ordering: none}")
                    .in(STREAM, MICRO_BATCH, BATCH);

    static final Field<Duration> EVERY =
            Field.required(
                    "every",
                    new Time(Duration.ofMinutes(1), Duration.ofDays(30)),
                    "How far apart the heal runs are, counted from midnight of 1 January 1970 UTC; one that finds nothing dead is not made.",
                    "1h");
    static final Field<Integer> MAX_DEATHS =
            Field.optional(
                            "maxDeaths",
                            new Whole(1, 100),
                            "A message that died so often is left to people.",
                            "3")
                    .otherwise(3);
    static final Field<Values> HEAL =
            Field.optional(
                            "heal",
                            new Section(List.of(EVERY, MAX_DEATHS)),
                            "When its dead letters are scored again by themselves.",
                            "{every: 1h, maxDeaths: 3}")
                    .absent("when somebody asks")
                    .in(STREAM, MICRO_BATCH, BATCH);

    static final Field<Integer> MIN =
            Field.optional("min", new Whole(0, 1_000), "Fewest instances; 0 lets it sleep.", "0")
                    .otherwise(Action.Scale.DEFAULT.min());
    static final Field<Integer> MAX =
            Field.optional("max", new Whole(1, 1_000), "Most instances.", "10")
                    .otherwise(Action.Scale.DEFAULT.max());
    static final Field<Integer> LAG_PER_INSTANCE =
            Field.optional(
                            "lagPerInstance",
                            new Whole(1, 100_000_000),
                            "How many waiting messages call for one more instance.",
                            "500")
                    .otherwise(Action.Scale.DEFAULT.lagPerInstance())
                    .in(STREAM, MICRO_BATCH);
    static final Field<Values> SCALE =
            Field.optional(
                    "scale",
                    new Section(List.of(MIN, MAX, LAG_PER_INSTANCE)),
                    "How many instances there may be. Kept, and without effect in this release.",
                    "{min: 0, max: 10, lagPerInstance: 500}");

    static final Field<String> CPU =
            Field.optional(
                            "cpu",
                            new Amount(
                                    Pattern.compile(
                                            "[1-9][0-9]{0,5}m|(?!0(\\.0+)?$)(0|[1-9][0-9]{0,2})(\\.[0-9]{1,3})?"),
                                    "cores, or thousandths of a core with m: 500m, 0.5, 2"),
                            "What an instance may use of the processor, as Kubernetes writes it.",
                            "500m")
                    .otherwise(Action.Resources.DEFAULT.cpu());
    static final Field<String> MEMORY =
            Field.optional(
                            "memory",
                            new Amount(
                                    Pattern.compile("[1-9][0-9]{0,11}(Ki|Mi|Gi|k|M|G)?"),
                                    "bytes, or with Ki, Mi, Gi, k, M, G: 512Mi, 2Gi"),
                            "What it may use of memory, as Kubernetes writes it.",
                            "512Mi")
                    .otherwise(Action.Resources.DEFAULT.memory());
    static final Field<Values> RESOURCES =
            Field.optional(
                    "resources",
                    new Section(List.of(CPU, MEMORY)),
                    "What one instance may use. Kept, and without effect in this release.",
                    "{cpu: 500m, memory: 512Mi}");

    static final Field<Values> SPEC =
            Field.required(
                    "spec",
                    new Section(
                            List.of(
                                    PROGRAM, COMMAND, MODEL, MODE, CUSTOMER, INPUT, FLUSH, EXPLAIN,
                                    OUTPUTS, RETRY, HEAL, SCALE, RESOURCES)),
                    "What it does.",
                    "{program: trees, mode: request, model: {name: merge-time}}");

    /// The whole file.
    static final Section FILE = new Section(List.of(API_VERSION, KIND_FIELD, METADATA, SPEC));

    private ActionFields() {}

    /// The paths of the sections that have a field of this name.
    static List<String> sectionsWith(String name) {
        List<String> found = new ArrayList<>();
        collect(FILE, "", name, found);
        return found;
    }

    private static void collect(Shape<?> shape, String path, String name, List<String> found) {
        switch (shape) {
            case Section section ->
                    section.fields()
                            .forEach(
                                    field -> {
                                        if (field.name().equals(name)) {
                                            found.add(path.isEmpty() ? "the file itself" : path);
                                        }
                                        collect(field.shape(), field.path(path), name, found);
                                    });
            case Many<?> many -> collect(many.element(), path + "[]", name, found);
            case Scalar<?> _ -> {}
        }
    }

    private static Word<String> word(String only) {
        return new Word<>(Map.of(only, only));
    }

    static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return words;
    }
}
