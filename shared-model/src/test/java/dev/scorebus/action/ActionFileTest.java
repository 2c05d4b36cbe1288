package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.Mode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActionFileTest {
    static final String FULL =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata:
              name: merge-time
              owner: forecast-team
            spec:
              program: trees                      # built in
              command: score
              model: {name: merge-time, alias: champion}
              mode: micro-batch
              customer: event.data.project_name   # CEL, as is the filter
              input:
                topics: [pull-requests]
                filter: event.type == "pull-request.opened"
                start: latest
              flush: {maxMessages: 500, maxWait: 30s}
              explain: top-5
              outputs:
                - topic: merge-time-scores
              retry: {maxRetries: 3, firstDelay: 500ms, maxDelay: 5m, ordering: key}
              scale: {min: 0, max: 10, lagPerInstance: 700}
              resources: {cpu: 1, memory: 512Mi}
              heal: {every: 2h, maxDeaths: 4}
            """;

    /// The same, each key on a line of its own.
    static final String BLOCK =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata:
              name: merge-time
              owner: forecast-team
            spec:
              program: trees
              command: score
              model:
                alias: champion
                name: merge-time
              mode: micro-batch
              customer: event.data.project_name
              input:
                topics: [pull-requests]
                filter: event.type == "pull-request.opened"
                start: latest
              flush:
                maxMessages: 500
                maxWait: 30s
              explain: top-5
              outputs:
                - topic: merge-time-scores
              retry:
                maxRetries: 3
                firstDelay: 500ms
                maxDelay: 5m
                ordering: key
              heal:
                every: 120m
                maxDeaths: 4
              scale:
                min: 0
                max: 10
                lagPerInstance: 700
              resources:
                cpu: 1
                memory: 512Mi
            """;

    static final String SMALL =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata: {name: merge-time, owner: forecast-team}
            spec:
              program: trees
              model: {name: merge-time}
              mode: stream
              input: {topics: [pull-requests]}
              outputs: [{topic: merge-time-scores}]
            """;

    @Test
    void everyFieldOfAFileIsRead() {
        assertThat(action(FULL))
                .isEqualTo(
                        new Action(
                                "merge-time",
                                "forecast-team",
                                "trees",
                                "score",
                                new Action.ModelChoice("merge-time", "champion"),
                                Mode.MICRO_BATCH,
                                Expression.of("event.data.project_name"),
                                new Action.Input(
                                        List.of("pull-requests"),
                                        Expression.of("event.type == \"pull-request.opened\""),
                                        Action.Start.LATEST),
                                new Action.Flush(500, Duration.ofSeconds(30)),
                                new Action.Explain(5),
                                List.of(new Action.Output.Topic("merge-time-scores")),
                                new Action.Retry(
                                        3,
                                        Duration.ofMillis(500),
                                        Duration.ofMinutes(5),
                                        Action.Ordering.KEY),
                                new Action.Heal(Duration.ofHours(2), 4),
                                new Action.Scale(0, 10, 700),
                                new Action.Resources("1", "512Mi")));
    }

    @Test
    void blockStyleAndFlowStyleAreTheSame() {
        assertThat(action(BLOCK)).isEqualTo(action(FULL));
    }

    @Test
    void whatAFileLeavesOutIsAsByDefault() {
        assertThat(action(SMALL))
                .isEqualTo(
                        new Action(
                                "merge-time",
                                "forecast-team",
                                "trees",
                                "score",
                                new Action.ModelChoice("merge-time", "champion"),
                                Mode.STREAM,
                                null,
                                new Action.Input(
                                        List.of("pull-requests"), null, Action.Start.EARLIEST),
                                null,
                                Action.Explain.ALL,
                                List.of(new Action.Output.Topic("merge-time-scores")),
                                Action.Retry.DEFAULT,
                                null,
                                Action.Scale.DEFAULT,
                                Action.Resources.DEFAULT));
    }

    @Test
    void aRequestActionNeedsNoTopics() {
        Action action =
                action(
                        """
                        apiVersion: scorebus.dev/v1
                        kind: Action
                        metadata: {name: a, owner: b}
                        spec: {program: trees, model: {name: m}, mode: request}
                        """);

        assertThat(action.mode()).isEqualTo(Mode.REQUEST);
        assertThat(action.input().topics()).isEmpty();
        assertThat(action.outputs()).isEmpty();
    }

    static Action action(String yaml) {
        return switch (ActionFile.read("a.yaml", yaml)) {
            case ParsedAction.Valid(Action action) -> action;
            case ParsedAction.Invalid(List<ActionProblem> problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    static List<ActionProblem> problems(String yaml) {
        return switch (ActionFile.read("a.yaml", yaml)) {
            case ParsedAction.Valid(Action action) -> throw new AssertionError(action.toString());
            case ParsedAction.Invalid(List<ActionProblem> problems) -> problems;
        };
    }
}
