package dev.scorebus.bridge.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tests that the examples have in their own languages, and what they are worth on the public data where it lies.
class ExamplesTest {
    private static final long PATIENCE_MINUTES = 5;

    @TempDir private Path folder;

    private record Ran(int exitCode, String said) {}

    @ParameterizedTest
    @ValueSource(strings = {"merge-time-python", "sprint-risk"})
    void theirOwnTestsHold(String example) throws Exception {
        assumeRuns(example);

        Ran ran = run(example, "-m", "unittest", "discover", "-s", place(example).toString());

        assertThat(ran.exitCode()).as(ran.said()).isZero();
        assertThat(ran.said()).contains("OK");
    }

    /// A part of the data; the example's README has the figure of the whole. Without what the merges say it is 0.757.
    @Test
    void theLastMergesOfAProjectAreWorthSomethingOnRealPullRequests() throws Exception {
        Path data = data("pull_requests.csv.gz");
        assumeRuns("merge-time-python");

        Ran ran =
                run(
                        "merge-time-python",
                        place("merge-time-python").resolve("measure.py").toString(),
                        data.toString(),
                        "--most",
                        "20000");

        assertThat(ran.exitCode()).as(ran.said()).isZero();
        assertThat(number(ran.said(), "auc")).isGreaterThan(0.765);
    }

    @Test
    void whatIsKnownWhenASprintBeginsIsWorthMoreThanTheBaseRate() throws Exception {
        Path data = data("jira_sprint_issues.csv");
        assumeRuns("sprint-risk");

        Ran ran =
                run(
                        "sprint-risk",
                        place("sprint-risk").resolve("measure.py").toString(),
                        data.toString());

        assertThat(ran.exitCode()).as(ran.said()).isZero();
        assertThat(number(ran.said(), "auc")).isGreaterThan(0.59);
        assertThat(number(ran.said(), "logLoss")).isLessThan(number(ran.said(), "logLoss.base"));
    }

    @Test
    void theFeedOfEachReaderIsKeptInOrder() throws Exception {
        assumeThat(onPath("node"))
                .as("activity-feed is not tested: install node, 18 or later")
                .isTrue();
        Path copy = Files.createDirectory(folder.resolve("activity-feed"));
        try (Stream<Path> files = Files.list(place("activity-feed"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.createSymbolicLink(
                Files.createDirectory(copy.resolve("node_modules")).resolve("scorebus"),
                Python.ROOT.resolve("sdk/node"));

        Ran ran = run(copy, List.of("node", "--test"));

        assertThat(ran.exitCode()).as(ran.said()).isZero();
        assertThat(ran.said()).contains("pass ");
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static double number(String said, String name) {
        String rest = said.substring(said.indexOf("\"" + name + "\": ") + name.length() + 4);
        return Double.parseDouble(rest.split("[,}]", 2)[0]);
    }

    private static Path data(String name) {
        Path place = dataFolder().resolve(name);
        assumeThat(place)
                .as("nothing is measured: SCOREBUS_DATA names no folder with %s", name)
                .isReadable();
        return place;
    }

    private static Path dataFolder() {
        return Optional.ofNullable(System.getenv("SCOREBUS_DATA"))
                .map(Path::of)
                .orElse(Python.ROOT.resolveSibling("shared").resolve("data/example"));
    }

    private static Path place(String example) {
        return Python.ROOT.resolve("examples").resolve(example);
    }

    private void assumeRuns(String example) throws IOException, InterruptedException {
        Ran ran = run(example, "-c", "pass");
        assumeThat(ran.exitCode()).as("%s is not tested: %s", example, ran.said().strip()).isZero();
    }

    /// Runs its `run.sh`, which chooses the interpreter.
    private Ran run(String example, String... arguments) throws IOException, InterruptedException {
        return run(
                folder,
                Stream.concat(
                                Stream.of("sh", place(example).resolve("run.sh").toString()),
                                Stream.of(arguments))
                        .toList());
    }

    private Ran run(Path at, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(at.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("PYTHONPATH", Python.SDK.toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("SCOREBUS_DATA", dataFolder().toString());
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(output, UTF_8);
            assertThat(ended).as("it did not end: " + said).isTrue();
            return new Ran(process.exitValue(), said);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
