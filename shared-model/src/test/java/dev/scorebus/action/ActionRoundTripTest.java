package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.Mode;
import dev.scorebus.message.WireJson;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ActionRoundTripTest {
    private static final JsonMapper JSON = WireJson.mapper();

    @Test
    void anyActionIsReadBackFromItsFileAndFromItsJson() {
        for (long seed = 0; seed < 200; seed++) {
            Action action = new Actions(new Random(seed)).next();
            String yaml = ActionFile.write(action);

            assertThat(ActionFile.read("a.yaml", yaml))
                    .as("seed %d\n%s", seed, yaml)
                    .isEqualTo(new ParsedAction.Valid(action));
            assertThat(JSON.readValue(JSON.writeValueAsBytes(action), Action.class))
                    .as("seed %d", seed)
                    .isEqualTo(action);
        }
    }

    @Test
    void aFileIsWrittenWithoutWhatIsAsByDefault() {
        assertThat(ActionFile.write(ActionFileTest.action(ActionFileTest.SMALL)))
                .isEqualTo(
                        """
                        apiVersion: scorebus.dev/v1
                        kind: Action
                        metadata:
                          name: merge-time
                          owner: forecast-team
                        spec:
                          program: trees
                          model: {name: merge-time}
                          mode: stream
                          input: {topics: [pull-requests]}
                          outputs: [{topic: merge-time-scores}]
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no", "Null", "1", "1e3", "2026-01-01", "~", "a: b", "a #b", "- a", "\"quoted\"",
                "back\\slash", "=", "<<", "Jürgen 🚀", "  spaced ", "0x1F", "1_000", ".inf", "@a",
                        "a\u2028b"
            })
    void anOwnerOfAnySpellingSurvivesYaml(String owner) {
        Action action =
                ActionFileTest.action(
                        ActionFileTest.SMALL.replace("forecast-team", YamlQuotes.quoted(owner)));

        assertThat(action.owner()).isEqualTo(owner);
    }

    @Test
    void theJsonOfAnActionIsPinned() {
        Action action = ActionFileTest.action(ActionFileTest.FULL);

        assertThat(JSON.writeValueAsString(action))
                .isEqualTo(
                        """
                        {"name":"merge-time","owner":"forecast-team","program":"trees","command":"score",\
                        "model":{"name":"merge-time","alias":"champion"},"mode":"MICRO_BATCH","customer":"event.data.project_name",\
                        "input":{"topics":["pull-requests"],"filter":"event.type == \\"pull-request.opened\\"","start":"LATEST"},\
                        "flush":{"maxMessages":500,"maxWait":"PT30S"},"explain":"top-5","outputs":[{"topic":"merge-time-scores"}],\
                        "retry":{"maxRetries":3,"firstDelay":"PT0.5S","maxDelay":"PT5M","ordering":"KEY"},"heal":{"every":"PT2H","maxDeaths":4},\
                        "scale":{"min":0,"max":10,"lagPerInstance":700},"resources":{"cpu":"1","memory":"512Mi"}}""");
    }

    @Test
    void theJsonOfOutputsIsPinned() {
        Action action =
                ActionFileTest.action(
                        ActionFileTest.SMALL.replaceFirst(
                                "outputs: .*",
                                "outputs: [{topic: t}, {postgres: {connection: local, table: s.t, key: subject}},"
                                        + " {webhook: {url: 'https://a.example/x'}}, {file: {path: a/b, format: jsonl}}]"));

        assertThat(JSON.writeValueAsString(action))
                .contains(
                        """
                        "outputs":[{"topic":"t"},{"postgres":{"connection":"local","table":"s.t","key":"SUBJECT"}},\
                        {"webhook":{"url":"https://a.example/x","timeout":"PT5S"}},{"file":{"path":"a/b","format":"JSONL"}}]""");
    }

    @Test
    void aFieldThatANewerPeerAddsIsIgnored() {
        Action action = ActionFileTest.action(ActionFileTest.SMALL);
        String json = JSON.writeValueAsString(action);

        assertThat(JSON.readValue(json.replaceFirst("\\{", "{\"new\":{\"a\":[1]},"), Action.class))
                .isEqualTo(action);
    }

    /// Makes actions that a file can describe.
    private record Actions(Random random) {
        Action next() {
            Mode mode = any(Mode.values());
            boolean request = mode == Mode.REQUEST;
            String program = random.nextBoolean() ? "trees" : name();
            boolean trees = program.equals("trees");
            return new Action(
                    name(),
                    owner(),
                    program,
                    trees ? "score" : name(),
                    trees || random.nextBoolean()
                            ? new Action.ModelChoice(
                                    name(), random.nextBoolean() ? "champion" : name())
                            : null,
                    mode,
                    maybe(Expression.of("event.data['a \\'b\\': \"c\" # \\u00e9\\n']")),
                    request
                            ? new Action.Input(List.of(), null, Action.Start.EARLIEST)
                            : input(mode),
                    mode == Mode.MICRO_BATCH
                            ? new Action.Flush(2 + random.nextInt(1000), time(3_600_000))
                            : null,
                    any(
                            Action.Explain.ALL,
                            Action.Explain.NONE,
                            new Action.Explain(1 + random.nextInt(99))),
                    request ? List.of() : outputs(),
                    request ? Action.Retry.DEFAULT : retry(),
                    request || random.nextBoolean()
                            ? null
                            : new Action.Heal(
                                    Duration.ofMinutes(1 + random.nextInt(43_200)),
                                    1 + random.nextInt(100)),
                    scale(mode == Mode.STREAM || mode == Mode.MICRO_BATCH),
                    new Action.Resources(any("500m", "1", "0.5"), any("512Mi", "2Gi", "1000000")));
        }

        private Action.Input input(Mode mode) {
            return new Action.Input(
                    topics("in"),
                    maybe(Expression.of("!has(event.data.x) || event.type == \"a: b\"")),
                    mode == Mode.BATCH ? Action.Start.EARLIEST : any(Action.Start.values()));
        }

        private Action.Retry retry() {
            if (random.nextInt(4) == 0) {
                return new Action.Retry(
                        0,
                        Action.Retry.DEFAULT.firstDelay(),
                        Action.Retry.DEFAULT.maxDelay(),
                        Action.Retry.DEFAULT.ordering());
            }
            Duration first = time(86_400_000);
            Duration most = time(86_400_000);
            return new Action.Retry(
                    1 + random.nextInt(5),
                    first.compareTo(most) < 0 ? first : most,
                    first.compareTo(most) < 0 ? most : first,
                    any(Action.Ordering.values()));
        }

        private Action.Scale scale(boolean lags) {
            int min = random.nextInt(5);
            int max = Math.max(1, min + random.nextInt(5));
            return new Action.Scale(
                    min,
                    max,
                    lags && min < max
                            ? 1 + random.nextInt(10_000)
                            : Action.Scale.DEFAULT.lagPerInstance());
        }

        private List<String> topics(String prefix) {
            return IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(i -> "%s.%d_%s".formatted(prefix, i, name()))
                    .toList();
        }

        private List<Action.Output> outputs() {
            List<Action.Output> outputs = new ArrayList<>();
            topics("out").forEach(topic -> outputs.add(new Action.Output.Topic(topic)));
            if (random.nextBoolean()) {
                outputs.add(
                        new Action.Output.Postgres(
                                name(),
                                any("scores", "s.scores", "_t"),
                                any(Action.Output.Key.values())));
            }
            if (random.nextBoolean()) {
                outputs.add(
                        new Action.Output.Webhook(
                                URI.create(any("https://a.example", "http://[::1]:8080/x?y=%20:z")),
                                any(Duration.ofSeconds(5), Duration.ofMillis(1_500))));
            }
            if (random.nextBoolean()) {
                outputs.addFirst(
                        new Action.Output.File(
                                any("1", "a/b.c/d_e", "2026-01-01"),
                                any(Action.Output.Format.values())));
            }
            return outputs;
        }

        private Duration time(int maxMillis) {
            int millis = 1 + random.nextInt(maxMillis);
            return Duration.ofMillis(
                    switch (random.nextInt(3)) {
                        case 0 -> millis;
                        case 1 -> Math.max(1_000, millis / 1_000 * 1_000);
                        default -> Math.max(60_000, millis / 60_000 * 60_000);
                    });
        }

        private String name() {
            return any(
                    "a",
                    "merge-time",
                    "no",
                    "null",
                    "1",
                    "007",
                    "0x1f",
                    "2026-01-01",
                    "x" + random.nextInt(99));
        }

        private String owner() {
            return any("forecast-team", "no", "Jürgen: \"the\" #1 \\ 🚀", "- x", "1e3", " a ");
        }

        @SafeVarargs
        private <T> T any(T... choices) {
            return choices[random.nextInt(choices.length)];
        }

        private <T> @Nullable T maybe(T value) {
            return random.nextBoolean() ? value : null;
        }
    }
}
