package dev.scorebus.action;

import dev.scorebus.action.Action.Output;
import dev.scorebus.action.Scalar.Text;
import dev.scorebus.action.Scalar.Time;
import dev.scorebus.action.Scalar.Word;
import dev.scorebus.action.Shape.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// The fields of an output, and what they make. An output is of one kind: it has one of the keys.
final class OutputFields {
    private static final String ANOTHER = "another kind of output";

    static final Field<String> TOPIC =
            Field.optional(
                            "topic",
                            ActionFields.TOPIC,
                            "A topic that scores go to, in the transaction that commits the message.",
                            "merge-time-scores")
                    .absent(ANOTHER);

    static final Field<String> CONNECTION =
            Field.required(
                    "connection",
                    ActionFields.NAME,
                    "The database, by its name among the settings of score-service (`scorebus.score.connections`).",
                    "local");
    static final Field<String> TABLE =
            Field.required(
                    "table",
                    new Text(
                            Pattern.compile("([a-z_][a-z0-9_]{0,62}\\.)?[a-z_][a-z0-9_]{0,62}"),
                            "a table's name, with its schema before a dot or without: lower-case letters, digits and _"),
                    "The table that scores go to; it is made when it is missing.",
                    "merge_time");
    static final Field<Output.Key> KEY =
            Field.optional(
                            "key",
                            new Word<>(ActionFields.words(Output.Key.class)),
                            "What a row stands for: each message, or each subject with its newest message.",
                            "subject")
                    .otherwise(Output.Key.MESSAGE);
    static final Field<Values> POSTGRES =
            Field.optional(
                            "postgres",
                            new Section(List.of(CONNECTION, TABLE, KEY)),
                            "A table of PostgreSQL that scores go to.",
                            "{connection: local, table: merge_time}")
                    .absent(ANOTHER);

    static final Field<URI> URL =
            Field.required(
                    "url",
                    new Scalar.Web(),
                    "Where each score is posted to; its host must be among those that score-service allows.",
                    "https://crm.example/scores");
    static final Field<Duration> TIMEOUT =
            Field.optional(
                            "timeout",
                            new Time(Duration.ofMillis(100), Duration.ofMinutes(1)),
                            "How long an answer may take.",
                            "2s")
                    .otherwise(Duration.ofSeconds(5));
    static final Field<Values> WEBHOOK =
            Field.optional(
                            "webhook",
                            new Section(List.of(URL, TIMEOUT)),
                            "Someone who is told of each score by HTTP.",
                            "{url: 'https://crm.example/scores', timeout: 5s}")
                    .absent(ANOTHER);

    static final Field<String> PATH =
            Field.required(
                    "path",
                    new Text(
                            Pattern.compile(
                                    "[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7}"),
                            "a folder below the one that score-service allows: 1 to 8 names of A-Z a-z 0-9 . _ - with / between them"),
                    "The folder that files of scores go to.",
                    "merge-time");
    static final Field<Output.Format> FORMAT =
            Field.required(
                    "format",
                    new Word<>(ActionFields.words(Output.Format.class)),
                    "How they are written.",
                    "jsonl");
    static final Field<Values> FILE =
            Field.optional(
                            "file",
                            new Section(List.of(PATH, FORMAT)),
                            "Files that scores go to.",
                            "{path: merge-time, format: jsonl}")
                    .absent(ANOTHER);

    static final Section OUTPUT = Section.choice(List.of(TOPIC, POSTGRES, WEBHOOK, FILE));

    private OutputFields() {}

    /// The output that a file without problems describes.
    static Output assemble(Values output) {
        String topic = output.find(TOPIC);
        if (topic != null) {
            return new Output.Topic(topic);
        }
        Values postgres = output.find(POSTGRES);
        if (postgres != null) {
            return new Output.Postgres(
                    postgres.get(CONNECTION), postgres.get(TABLE), postgres.get(KEY));
        }
        Values webhook = output.find(WEBHOOK);
        if (webhook != null) {
            return new Output.Webhook(webhook.get(URL), webhook.get(TIMEOUT));
        }
        Values file = output.get(FILE);
        return new Output.File(file.get(PATH), file.get(FORMAT));
    }

    /// What a file would say of an output.
    static Values takeApart(Output output) {
        Values values = new Values("", 1);
        switch (output) {
            case Output.Topic(String name) -> values.say(TOPIC, name);
            case Output.Postgres(String connection, String table, Output.Key key) ->
                    values.say(
                            POSTGRES,
                            new Values("", 1)
                                    .say(CONNECTION, connection)
                                    .say(TABLE, table)
                                    .say(KEY, key));
            case Output.Webhook(URI url, Duration timeout) ->
                    values.say(WEBHOOK, new Values("", 1).say(URL, url).say(TIMEOUT, timeout));
            case Output.File(String path, Output.Format format) ->
                    values.say(FILE, new Values("", 1).say(PATH, path).say(FORMAT, format));
        }
        return values;
    }
}
