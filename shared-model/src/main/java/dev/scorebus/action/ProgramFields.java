package dev.scorebus.action;

import dev.scorebus.action.Scalar.Amount;
import dev.scorebus.action.Scalar.Text;
import dev.scorebus.action.Scalar.Time;
import dev.scorebus.action.Scalar.Whole;
import dev.scorebus.action.Scalar.Word;
import dev.scorebus.action.Shape.Many;
import dev.scorebus.action.Shape.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Every field of a program file.
final class ProgramFields {
    private static final Text WORD =
            new Text(
                    Pattern.compile("[^\\u0000-\\u001f\\u007f]{1,32000}"),
                    "1 to 32000 characters on one line");
    private static final Text SETTING =
            new Text(
                    Pattern.compile("(?!SCOREBUS_)[A-Za-z_][A-Za-z0-9_]{0,99}=[^\\u0000]{0,10000}"),
                    "NAME=value; names that begin with SCOREBUS_ are the platform's own");

    private static final Text FILE_NAME =
            new Text(
                    Pattern.compile("(?!/)(?!(.*/)?\\.\\.(/|$))[^\\u0000-\\u001f\\u007f]{1,200}"),
                    "the name of a file in the program's folder");

    static final Field<String> API_VERSION =
            Field.required(
                    "apiVersion",
                    new Word<>(Map.of(ActionFields.API, ActionFields.API)),
                    "The version of the format.",
                    "scorebus.dev/v1");
    static final Field<String> KIND =
            Field.required(
                    "kind",
                    new Word<>(Map.of("Program", "Program")),
                    "What the file describes.",
                    "Program");

    static final Field<String> NAME =
            Field.required("name", ActionFields.NAME, "What actions call it by.", "merge-forecast");
    static final Field<Values> METADATA =
            Field.required(
                    "metadata",
                    new Section(List.of(NAME, ActionFields.OWNER)),
                    "Who it is.",
                    "{name: merge-forecast, owner: forecast-team}");

    static final Field<List<String>> RUN =
            Field.required(
                    "run",
                    new Many<>(WORD),
                    "What is executed, and its arguments; a file of the program's folder is found there.",
                    "[python3, program.py]");
    static final Field<ProgramManifest.Protocol> PROTOCOL =
            Field.optional(
                            "protocol",
                            new Word<>(ActionFields.words(ProgramManifest.Protocol.class)),
                            "What it speaks: the bridge protocol, or one JSON value a line from standard input to standard output.",
                            "json-lines")
                    .otherwise(ProgramManifest.Protocol.BRIDGE);
    static final Field<List<String>> ENVIRONMENT =
            Field.optional(
                            "environment",
                            new Many<>(SETTING),
                            "What the process gets besides PATH, HOME, LANG and TMPDIR; nothing else is passed on.",
                            "[OMP_NUM_THREADS=1]")
                    .absent("nothing else");
    static final Field<ProgramManifest.Network> NETWORK =
            Field.optional(
                            "network",
                            new Word<>(ActionFields.words(ProgramManifest.Network.class)),
                            "What of the network it reaches: nothing (where the system can do that), or what this machine reaches.",
                            "host")
                    .otherwise(ProgramManifest.Network.NONE);
    static final Field<Duration> START =
            Field.optional(
                            "start",
                            new Time(Duration.ofMillis(100), Duration.ofMinutes(10)),
                            "How long it may take until it can be called.",
                            "30s")
                    .otherwise(Duration.ofSeconds(30));

    static final Field<String> MEMORY =
            Field.optional(
                            "memory",
                            new Amount(
                                    Pattern.compile("[1-9][0-9]{0,11}(Ki|Mi|Gi|k|M|G)?"),
                                    "bytes, or with Ki, Mi, Gi, k, M, G: 512Mi, 2Gi"),
                            "The most address space a process of it may take.",
                            "2Gi")
                    .absent("not limited");
    static final Field<Duration> CPU =
            Field.optional(
                            "cpu",
                            new Time(Duration.ofSeconds(1), Duration.ofHours(10_000)),
                            "The most processor time a process of it may take, over its whole life.",
                            "10h")
                    .absent("not limited");
    static final Field<Integer> OPEN_FILES =
            Field.optional(
                            "openFiles",
                            new Whole(16, 1_000_000),
                            "How many files a process of it may have open at once.",
                            "256")
                    .absent("not limited");
    static final Field<Integer> PROCESSES =
            Field.optional(
                            "processes",
                            new Whole(1, 1_000_000),
                            "How many processes its user may have at once; without effect for root.",
                            "64")
                    .absent("not limited");
    static final Field<Values> LIMITS =
            Field.optional(
                            "limits",
                            new Section(List.of(MEMORY, CPU, OPEN_FILES, PROCESSES)),
                            "What its process may use.",
                            "{memory: 2Gi, openFiles: 256}")
                    .absent("nothing is limited");
    static final Field<String> CASES =
            Field.required("cases", FILE_NAME, "The messages, one a line.", "cases.jsonl");
    static final Field<String> EXPECTED =
            Field.required(
                    "expected",
                    FILE_NAME,
                    "What must come of each of them, one JSON object a line.",
                    "expected.jsonl");
    static final Field<Values> CANARY =
            Field.optional(
                            "canary",
                            new Section(List.of(CASES, EXPECTED)),
                            "Messages of which is known what must come of them; a version that gives other answers does not serve.",
                            "{cases: cases.jsonl, expected: expected.jsonl}")
                    .absent("a version serves as soon as it can be called");
    static final Field<Values> SPEC =
            Field.required(
                    "spec",
                    new Section(
                            List.of(RUN, PROTOCOL, ENVIRONMENT, NETWORK, START, LIMITS, CANARY)),
                    "How it is started.",
                    "{run: [python3, program.py]}");

    /// The whole file.
    static final Section FILE = new Section(List.of(API_VERSION, KIND, METADATA, SPEC));

    private ProgramFields() {}
}
