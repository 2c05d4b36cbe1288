package dev.scorebus.action;

import static dev.scorebus.action.ActionFileTest.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionProblemsTest {
    /// Each row changes one line of the full file and tells the one problem that follows, on that line.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "apiVersion: scorebus.dev/v1 | apiVersion: v2 | apiVersion: 'v2' is not known; allowed: scorebus.dev/v1",
                "kind: Action | kind: action | kind: 'action' is not known; did you mean 'Action'?; allowed: Action",
                "name: merge-time | name: Merge_Time | metadata.name: 'Merge_Time' does not fit; allowed: 1 to 63 lower-case letters, digits and dashes, with no dash at either end",
                "owner: forecast-team | owner: no | metadata.owner: 'no' is true or false to YAML; put it in quotes; allowed: 1 to 200 characters on one line",
                "owner: forecast-team | owner: | metadata.owner: is empty; allowed: 1 to 200 characters on one line",
                "owner: forecast-team | owner: [a] | metadata.owner: is a list; allowed: 1 to 200 characters on one line",
                "name: merge-time | name: 2026-01-01 | metadata.name: '2026-01-01' is a date to YAML; put it in quotes; allowed: 1 to 63 lower-case letters, digits and dashes, with no dash at either end",
                "mode: micro-batch | mode: microbatch | spec.mode: 'microbatch' is not known; did you mean 'micro-batch'?; allowed: request, stream, micro-batch, batch",
                "command: score | comand: score | spec.comand: 'comand' is not a field; did you mean 'command'?; allowed: program, command, model, mode, customer, input, flush, explain, outputs, retry, heal, scale, resources",
                "command: score | filter: x | spec.filter: 'filter' is not a field of spec; it belongs in spec.input; allowed: program, command, model, mode, customer, input, flush, explain, outputs, retry, heal, scale, resources",
                "command: score | zzz: 1 | spec.zzz: 'zzz' is not a field; allowed: program, command, model, mode, customer, input, flush, explain, outputs, retry, heal, scale, resources",
                "command: score | command: train | spec.command: 'train' is not a command of program 'trees'; allowed: score",
                "start: latest | start: newest | spec.input.start: 'newest' is not known; allowed: earliest, latest",
                "topics: [pull-requests] | topics: pull-requests | spec.input.topics: is 'pull-requests', not a list; write [pull-requests]; allowed: a list of at least one: a topic's name: 1 to 249 of the characters A-Z a-z 0-9 . _ -",
                "topics: [pull-requests] | topics: [] | spec.input.topics: is an empty list; allowed: a list of at least one: a topic's name: 1 to 249 of the characters A-Z a-z 0-9 . _ -",
                "topics: [pull-requests] | topics: [a, a/b] | spec.input.topics[1]: 'a/b' does not fit; allowed: a topic's name: 1 to 249 of the characters A-Z a-z 0-9 . _ -",
                "topics: [pull-requests] | topics: [a, a] | spec.input.topics: 'a' is there twice; allowed: once",
                "topics: [pull-requests] | topics: [merge-time.dlq] | spec.input.topics: 'merge-time.dlq' is where Scorebus keeps this action's failures; allowed: another topic",
                "explain: top-5 | explain: top-0 | spec.explain: 'top-0' is not known; allowed: all, none, or top-N such as top-5",
                "explain: top-5 | explain: 5 | spec.explain: '5' is a number to YAML; put it in quotes; allowed: all, none, or top-N such as top-5",
                "flush: {maxMessages: 500, maxWait: 30s} | flush: {maxMessages: 1, maxWait: 30s} | spec.flush.maxMessages: '1' is out of bounds; allowed: a whole number from 2 to 100000",
                "flush: {maxMessages: 500, maxWait: 30s} | flush: {maxMessages: 0x10, maxWait: 30s} | spec.flush.maxMessages: '0x10' is not such a number; allowed: a whole number from 2 to 100000",
                "flush: {maxMessages: 500, maxWait: 30s} | flush: {maxMessages: '500', maxWait: 30s} | spec.flush.maxMessages: '500' is text, not a number; allowed: a whole number from 2 to 100000",
                "flush: {maxMessages: 500, maxWait: 30s} | flush: {maxMessages: 500, maxWait: 30} | spec.flush.maxWait: '30' has no unit; allowed: a time from 1ms to 1h, such as 500ms, 30s, 5m or 1h",
                "flush: {maxMessages: 500, maxWait: 30s} | flush: {maxMessages: 500, maxWait: 2h} | spec.flush.maxWait: '2h' is out of bounds; allowed: a time from 1ms to 1h, such as 500ms, 30s, 5m or 1h",
                "flush: {maxMessages: 500, maxWait: 30s} | flush: {maxMessages: 500} | spec.flush.maxWait: is missing; allowed: a time from 1ms to 1h, such as 500ms, 30s, 5m or 1h; for example 30s",
                "retry: {maxRetries: 3, firstDelay: 500ms, maxDelay: 5m, ordering: key} | retry: {maxRetries: 6} | spec.retry.maxRetries: '6' is out of bounds; allowed: a whole number from 0 to 5",
                "retry: {maxRetries: 3, firstDelay: 500ms, maxDelay: 5m, ordering: key} | retry: {maxRetries: 0, ordering: key} | spec.retry.ordering: has no effect with maxRetries: 0; allowed: no such key",
                "retry: {maxRetries: 3, firstDelay: 500ms, maxDelay: 5m, ordering: key} | retry: {firstDelay: 10m} | spec.retry.firstDelay: '10m' is longer than maxDelay, which is 5m; allowed: at most maxDelay",
                "retry: {maxRetries: 3, firstDelay: 500ms, maxDelay: 5m, ordering: key} | retry: {maxRetries: 3, maxRetries: 4} | spec.retry.maxRetries: is there twice, first in line 20; allowed: once",
                "scale: {min: 0, max: 10, lagPerInstance: 700} | scale: {min: 3} | spec.scale.min: '3' is more than max, which is 1; allowed: at most max",
                "scale: {min: 0, max: 10, lagPerInstance: 700} | scale: {lagPerInstance: 3} | spec.scale.lagPerInstance: has no effect while min and max are both 1; allowed: a max over min, or no such key",
                "resources: {cpu: 1, memory: 512Mi} | resources: {cpu: fast} | spec.resources.cpu: 'fast' is not such an amount; allowed: cores, or thousandths of a core with m: 500m, 0.5, 2",
                "model: {name: merge-time, alias: champion} | model: merge-time | spec.model: is 'merge-time', not fields with values; allowed: name, alias",
                "customer: event.data.project_name | customer: event.time | spec.customer: 'event.time' gives timestamp; allowed: a CEL expression over 'event' that gives text",
                "customer: event.data.project_name | customer: 1 + 2 | spec.customer: '1 + 2' gives int; allowed: a CEL expression over 'event' that gives text",
                "filter: event.type == \"pull-request.opened\" | filter: event.typ == \"x\" | spec.input.filter: undefined field 'typ'; event has id, source, type, subject, time, topic, key, contenttype, extensions, data (line 1, column 6 of the expression); allowed: a CEL expression over 'event' that gives true or false",
                "filter: event.type == \"pull-request.opened\" | filter: event.type | spec.input.filter: 'event.type' gives string; allowed: a CEL expression over 'event' that gives true or false",
                "filter: event.type == \"pull-request.opened\" | filter: !has(event.data.x) | '!' begins a tag; allowed: one YAML document; text that holds ': ' or ' #', or begins with one of !&*{}[]|>@`%\"', stands in quotes",
                "filter: event.type == \"pull-request.opened\" | filter: *all | '&' and '*' begin an anchor and an alias; allowed: one YAML document; text that holds ': ' or ' #', or begins with one of !&*{}[]|>@`%\"', stands in quotes",
                "filter: event.type == \"pull-request.opened\" | filter: a ? b : c | is not YAML: mapping values are not allowed here; allowed: one YAML document; text that holds ': ' or ' #', or begins with one of !&*{}[]|>@`%\"', stands in quotes",
                "- topic: merge-time-scores | - {} | spec.outputs[0]: is empty; allowed: one of topic, postgres, webhook, file",
                "- topic: merge-time-scores | - {topic: a, file: {path: b, format: csv}} | spec.outputs[0]: is of several kinds: topic, file; allowed: one of topic, postgres, webhook, file; write each as an element of its own",
                "- topic: merge-time-scores | - topik: a | spec.outputs[0].topik: 'topik' is not a field; did you mean 'topic'?; allowed: one of topic, postgres, webhook, file",
                "- topic: merge-time-scores | - postgres: {table: t} | spec.outputs[0].postgres.connection: is missing; allowed: 1 to 63 lower-case letters",
                "- topic: merge-time-scores | - postgres: {connection: local, table: T-1} | spec.outputs[0].postgres.table: 'T-1' does not fit; allowed: a table's name",
                "- topic: merge-time-scores | - postgres: {connection: local, table: t, url: x} | spec.outputs[0].postgres.url: 'url' is not a field of spec.outputs[0].postgres; it belongs in spec.outputs[].webhook; allowed: connection, table, key",
                "- topic: merge-time-scores | - webhook: {url: 'ftp://a.example'} | spec.outputs[0].webhook.url: 'ftp://a.example' is not such an address; allowed: an address that begins with https:// or http://",
                "- topic: merge-time-scores | - webhook: {url: 'https://user:secret@a.example'} | spec.outputs[0].webhook.url: 'https://user:secret@a.example' is not such an address; allowed: an address",
                "- topic: merge-time-scores | - webhook: {url: 'https://a.example', timeout: 2m} | spec.outputs[0].webhook.timeout: '2m' is out of bounds; allowed: a time from 100ms to 1m",
                "- topic: merge-time-scores | - file: {path: ../etc, format: csv} | spec.outputs[0].file.path: '../etc' does not fit; allowed: a folder below the one that score-service allows",
                "- topic: merge-time-scores | - file: {path: a, format: xml} | spec.outputs[0].file.format: 'xml' is not known; allowed: csv, jsonl, parquet",
                "- topic: merge-time-scores | - topic: pull-requests | spec.outputs[0].topic: 'pull-requests' is an input too: its scores would be scored again; allowed: a topic that this action does not read",
            })
    void aMistakeIsToldWithItsLineItsFieldAndWhatIsAllowed(
            String right, String wrong, String problem) {
        String yaml =
                ActionFileTest.FULL.replaceFirst(
                        Pattern.quote(right), Matcher.quoteReplacement(wrong));
        long line =
                1 + yaml.substring(0, yaml.indexOf(wrong)).chars().filter(c -> c == '\n').count();

        assertThat(problems(yaml))
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.toString())
                                    .startsWith("a.yaml:")
                                    .contains(": " + problem);
                            assertThat(found.line()).isEqualTo((int) line);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stream      | spec.flush",
                "batch       | spec.flush, spec.input.start, spec.scale.lagPerInstance",
                "request     | spec.flush, spec.heal, spec.input, spec.outputs, spec.retry, spec.scale.lagPerInstance",
                "micro-batch | ''",
            })
    void aKeyWithoutAnEffectInTheModeIsRefused(String mode, String fields) {
        String yaml = ActionFileTest.FULL.replace("mode: micro-batch", "mode: " + mode);

        List<String> refused =
                switch (ActionFile.read("a.yaml", yaml)) {
                    case ParsedAction.Valid _ -> List.of();
                    case ParsedAction.Invalid(List<ActionProblem> problems) ->
                            problems.stream()
                                    .filter(
                                            problem ->
                                                    problem.wrong()
                                                            .equals(
                                                                    "has no effect in mode '%s'"
                                                                            .formatted(mode)))
                                    .map(ActionProblem::field)
                                    .toList();
                };

        assertThat(String.join(", ", refused.stream().sorted().toList())).isEqualTo(fields);
    }

    @Test
    void everyModeButRequestNeedsTopicsAndOutputs() {
        String yaml =
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: a, owner: b}
                spec: {program: trees, model: {name: m}, mode: micro-batch}
                """;

        assertThat(problems(yaml))
                .extracting(ActionProblem::field, ActionProblem::wrong, ActionProblem::line)
                .containsExactly(
                        tuple("spec.flush", "is missing", 4),
                        tuple("spec.input", "is missing", 4),
                        tuple("spec.outputs", "is missing", 4));
    }

    @Test
    void theProgramTreesNeedsAModel() {
        String yaml = ActionFileTest.FULL.replaceFirst("  model: .*\\n", "");

        assertThat(problems(yaml))
                .singleElement()
                .hasToString(
                        "a.yaml:7: spec.model: is missing; program 'trees' scores with a model; allowed: {name: merge-time, alias: champion}");
    }

    @Test
    void anotherProgramNeedsNone() {
        String yaml =
                ActionFileTest.FULL
                        .replaceFirst("  model: .*\\n", "")
                        .replace("program: trees", "program: nlp")
                        .replace("command: score", "command: classify");

        assertThat(ActionFile.read("a.yaml", yaml)).isInstanceOf(ParsedAction.Valid.class);
    }

    @Test
    void whatThisReleaseDoesNotRunIsNamed() {
        String full = ActionFileTest.FULL;
        for (String ordering : List.of("none", "key", "partition")) {
            assertThat(limits(full.replace("ordering: key", "ordering: " + ordering))).isEmpty();
        }
        assertThat(limits(full.replace("program: trees", "program: tree"))).isEmpty();
        assertThat(
                        limits(
                                """
                                apiVersion: scorebus.dev/v1
                                kind: Action
                                metadata: {name: asked, owner: me}
                                spec: {program: tree, mode: request}
                                """))
                .containsExactly(
                        "spec.mode: this release calls program 'tree' by stream, micro-batch and batch; for requests use POST /api/programs/tree/commands/score, which needs no action");
        assertThat(limits(ActionFileTest.SMALL.replace("mode: stream", "mode: batch"))).isEmpty();
    }

    private static List<String> limits(String yaml) {
        return switch (ActionFile.read("a.yaml", yaml)) {
            case ParsedAction.Valid(Action action) -> ReleaseLimits.of(action);
            case ParsedAction.Invalid(List<ActionProblem> problems) ->
                    throw new AssertionError(problems);
        };
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfTheFile() {
        String yaml =
                ActionFileTest.FULL
                        .replace("kind: Action", "kind: Akton")
                        .replace("mode: micro-batch", "mode: streem")
                        .replace("explain: top-5", "explain: some")
                        .replace("min: 0", "min: -1")
                        .replace("event.type ==", "event.type =");

        assertThat(problems(yaml))
                .extracting(ActionProblem::field, ActionProblem::line)
                .containsExactly(
                        tuple("kind", 2),
                        tuple("spec.mode", 10),
                        tuple("spec.input.filter", 14),
                        tuple("spec.explain", 17),
                        tuple("spec.scale.min", 21));
    }

    @Test
    void aMistakeInALongExpressionIsToldOnItsOwnLine() {
        String yaml =
                ActionFileTest.FULL.replaceFirst(
                        "filter: .*",
                        """
                        filter: |
                                event.type == "pull-request.opened" &&
                                event.subject != "" &&
                                event.dat.files > 3
                        """);

        assertThat(problems(yaml))
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.field()).isEqualTo("spec.input.filter");
                            assertThat(problem.line()).isEqualTo(17);
                            assertThat(problem.wrong()).contains("undefined field 'dat'");
                        });
    }

    @Test
    void aMissingSectionIsOneProblemNotManyOfWhatIsInIt() {
        assertThat(problems("apiVersion: scorebus.dev/v1\nkind: Action\n"))
                .extracting(ActionProblem::field)
                .containsExactly("metadata", "spec");
    }
}
