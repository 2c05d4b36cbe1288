package dev.scorebus.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullRequestsTest {
    private static final Set<String> NOT_KNOWN_AT_FIRST =
            Set.of("merged_at", "closed_at", "conflict", "forward_links", "num_comments");

    @TempDir Path folder;

    @Test
    void theSameSeedMakesTheSameFile() throws IOException {
        assertThat(generate("one", 7, 500)).hasSameBinaryContentAs(generate("two", 7, 500));
        assertThat(Files.mismatch(generate("one", 7, 500), generate("three", 8, 500)))
                .isNotNegative();
    }

    @Test
    void generatedRequestsWaitForReasonsThatAModelCanFind() throws IOException {
        List<PullRequest> requests = new PullRequestFile(generate("all", 42, 8000)).newest(8000);

        assertThat(requests).hasSize(8000);
        assertThat(medianWait(requests, "1")).isLessThan(medianWait(requests, "0") / 2);
        Map<String, Long> outcomes =
                requests.stream()
                        .collect(
                                Collectors.groupingBy(PullRequest::outcome, Collectors.counting()));
        assertThat(outcomes).containsOnlyKeys("HOUR", "DAY", "REST", "never");
        assertThat(outcomes.values()).allSatisfy(count -> assertThat(count).isGreaterThan(800));
    }

    private static double medianWait(List<PullRequest> requests, String member) {
        long[] waits =
                requests.stream()
                        .filter(request -> request.mergedAt().isPresent())
                        .filter(request -> request.cell("main_team_member").equals(member))
                        .mapToLong(request -> request.mergedAt().getAsLong() - request.createdAt())
                        .sorted()
                        .toArray();
        return waits[waits.length / 2];
    }

    @Test
    void theNewestRequestsAreTakenWhereverTheyStandInTheFile() throws IOException {
        Path file = folder.resolve("shuffled.csv");
        Files.writeString(
                file,
                String.join(",", PullRequest.COLUMNS)
                        + "\n"
                        + row("late", 3000)
                        + row("early", 1000)
                        + "cut,short\n"
                        + row("between", 2000));

        assertThat(new PullRequestFile(file).newest(2))
                .extracting(PullRequest::project)
                .containsExactly("between", "late");
    }

    @Test
    void aFileWithoutTheColumnsIsRefusedByName() throws IOException {
        Path file = folder.resolve("other.csv");
        Files.writeString(file, "project_name,lang\na,b\n");

        assertThatThrownBy(() -> new PullRequestFile(file).newest(1))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("other.csv")
                .hasMessageContaining("merged_at");
    }

    @Test
    void aCellInQuotesMayHoldCommas() {
        assertThat(PullRequest.split("a,\"b, \"\"c\"\"\",,d"))
                .containsExactly("a", "b, \"c\"", "", "d");
    }

    @Test
    void eventsAreInTheOrderOfTimeAndEachRequestHasTwo() throws IOException {
        List<PullRequestEvent> events =
                PullRequestEvent.of(new PullRequestFile(generate("events", 1, 300)).newest(300));

        assertThat(events).hasSize(600);
        assertThat(events).extracting(PullRequestEvent::at).isSorted();
        assertThat(events).filteredOn(PullRequestEvent::isOpened).hasSize(300);
    }

    @Test
    void anOpenedRequestTellsNothingThatIsKnownOnlyLater() throws IOException {
        PullRequest request = new PullRequestFile(generate("leak", 1, 10)).newest(1).getFirst();

        ProducerRecord<byte[], byte[]> record =
                new PullRequestEvent(request.createdAt(), PullRequestEvent.OPENED, request)
                        .record("pull-requests");

        String data = new String(record.value(), StandardCharsets.UTF_8);
        assertThat(data).contains("\"team_size\":", "\"src_churn\":");
        assertThat(NOT_KNOWN_AT_FIRST).noneMatch(column -> data.contains("\"" + column + "\""));
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(request.project());
        assertThat(Arrays.stream(record.headers().toArray()).map(Header::key))
                .contains("ce_specversion", "ce_id", "ce_source", "ce_type", "content-type");
    }

    @Test
    void badMessagesAreAllBadInAnotherWay() {
        Set<String> ways = new HashSet<>();
        BadMessages.handful("pull-requests").forEach(message -> ways.add(message.what()));
        assertThat(ways).hasSize(5);
    }

    @Test
    void theDemoSaysWhichOfThreePlacesItsDataIsFrom() throws IOException {
        PlatformHome home = new PlatformHome(folder.resolve("home"));
        Path shared = Files.createDirectories(folder.resolve("shared/data/example"));
        Path root = Files.createDirectories(folder.resolve("checkout"));
        Path named = folder.resolve("mine.csv");

        assertThat(DemoData.find(named, null, root, home).origin()).contains("you named");
        assertThat(DemoData.find(null, null, root, home).origin()).startsWith("generated");
        Files.writeString(shared.resolve("pull_requests.csv.gz"), "");
        assertThat(DemoData.find(null, null, root, home).origin()).startsWith("real");
        assertThat(DemoData.find(null, folder.resolve("shared/data"), root, home).origin())
                .startsWith("real");
        assertThat(DemoData.find(null, folder, root, home).origin())
                .startsWith("generated")
                .contains(folder + "/pull_requests.csv.gz or " + folder + "/example/pull_requests");
    }

    @Test
    void aScoreNamesTheMessageItIsOf() {
        assertThat(Position.ofScoreId("jM299AvpS12-OksKbGeQQKg-5-404"))
                .isEqualTo(new Position(5, 404));
    }

    private Path generate(String name, long seed, int rows) throws IOException {
        Path file = folder.resolve(name + ".csv.gz");
        PullRequestGenerator.write(file, seed, rows);
        return file;
    }

    private static String row(String project, long createdAt) {
        return "%s,java,1,%d,,%d%s\n".formatted(project, createdAt, createdAt, ",0".repeat(19));
    }
}
