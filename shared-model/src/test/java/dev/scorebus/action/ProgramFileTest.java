package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramFileTest {
    private static final String FULL =
            """
            apiVersion: scorebus.dev/v1
            kind: Program
            metadata: {name: merge-forecast, owner: forecast-team}
            spec:
              run: [python3, program.py, --fast]
              protocol: json-lines
              environment: [OMP_NUM_THREADS=1, "GREETING=a=b c"]
              network: host
              start: 5s
              limits: {memory: 2Gi, cpu: 10h, openFiles: 256, processes: 64}
              canary: {cases: cases.jsonl, expected: canary/expected.jsonl}
            """;

    private static ProgramManifest valid(String yaml) {
        return switch (ProgramFile.read("program.yaml", yaml)) {
            case ParsedProgram.Valid(ProgramManifest manifest) -> manifest;
            case ParsedProgram.Invalid(List<ActionProblem> problems) ->
                    throw new AssertionError(problems);
        };
    }

    @Test
    void everyFieldIsRead() {
        assertThat(valid(FULL))
                .isEqualTo(
                        new ProgramManifest(
                                "merge-forecast",
                                "forecast-team",
                                List.of("python3", "program.py", "--fast"),
                                ProgramManifest.Protocol.JSON_LINES,
                                Map.of("OMP_NUM_THREADS", "1", "GREETING", "a=b c"),
                                ProgramManifest.Network.HOST,
                                Duration.ofSeconds(5),
                                new ProgramManifest.Limits(2L << 30, Duration.ofHours(10), 256, 64),
                                new ProgramManifest.Canary(
                                        "cases.jsonl", "canary/expected.jsonl")));
    }

    @Test
    void whatAFileDoesNotSayIsSafe() {
        ProgramManifest small =
                valid(
                        """
                        apiVersion: scorebus.dev/v1
                        kind: Program
                        metadata: {name: small, owner: me}
                        spec: {run: [./score]}
                        """);

        assertThat(small.protocol()).isEqualTo(ProgramManifest.Protocol.BRIDGE);
        assertThat(small.network()).isEqualTo(ProgramManifest.Network.NONE);
        assertThat(small.environment()).isEmpty();
        assertThat(small.start()).isEqualTo(Duration.ofSeconds(30));
        assertThat(small.limits()).isEqualTo(new ProgramManifest.Limits(0, Duration.ZERO, 0, 0));
        assertThat(small.canary()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Program|kind: Action|program.yaml:2: kind",
                "name: merge-forecast|name: Merge Forecast|program.yaml:3: metadata.name",
                "run: [python3, program.py, --fast]|run: python3|write [python3]",
                "  run: [python3, program.py, --fast]|  x: 1|spec.run: is missing",
                "OMP_NUM_THREADS=1|SCOREBUS_BRIDGE=x|spec.environment[0]",
                "OMP_NUM_THREADS=1|OMP_NUM_THREADS|NAME=value",
                "network: host|network: hosts|did you mean 'host'?",
                "start: 5s|start: 5|has no unit",
                "memory: 2Gi|memory: 2 GB|spec.limits.memory",
                "cases: cases.jsonl|cases: /etc/passwd|spec.canary.cases",
                "cases: cases.jsonl|cases: ../cases.jsonl|spec.canary.cases",
                "cases: cases.jsonl, |''|spec.canary.cases: is missing",
                "memory: 2Gi|memroy: 2Gi|did you mean 'memory'?"
            })
    void whatIsWrongIsNamedWithItsPlace(String right, String wrong, String says) {
        assertThat(FULL).contains(right);
        ParsedProgram read = ProgramFile.read("program.yaml", FULL.replace(right, wrong));

        assertThat(read).isInstanceOf(ParsedProgram.Invalid.class);
        assertThat(((ParsedProgram.Invalid) read).problems())
                .anySatisfy(problem -> assertThat(problem.toString()).contains(says));
    }
}
