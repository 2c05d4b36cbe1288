package dev.scorebus.bridge.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.bridge.BridgeListener;
import dev.scorebus.bridge.Limits;
import dev.scorebus.bridge.Network;
import dev.scorebus.bridge.ProgramLaunch;
import dev.scorebus.bridge.Transport;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConformanceTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Path ROOT =
            Path.of(System.getProperty("scorebus.root", "..")).toAbsolutePath().normalize();
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| (.*) \\| (.*) \\|$", Pattern.MULTILINE);

    private static List<Verdict> checked(String... defects) throws InterruptedException {
        return checked(PATIENCE, defects);
    }

    private static List<Verdict> checked(Duration patience, String... defects)
            throws InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                JAVA.toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xshare:auto",
                                "-cp",
                                classPath(),
                                "dev.scorebus.bridge.check.CheckedProgram"));
        command.addAll(List.of(defects));
        return checked(Transport.UNIX_SOCKET, patience, command);
    }

    /// Only what the program needs: with the whole class path each start takes half as long again.
    private static String classPath() {
        URI own =
                URI.create(
                        CheckedProgram.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        Stream<String> json =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(each -> each.contains("jackson-"));
        return Stream.concat(Stream.of(Path.of(own).toString()), json)
                .collect(Collectors.joining(File.pathSeparator));
    }

    static List<Verdict> checked(Transport transport, Duration patience, List<String> command)
            throws InterruptedException {
        ProgramLaunch launch =
                new ProgramLaunch(
                        "checked",
                        command,
                        ROOT,
                        Map.of("PYTHONPATH", ROOT.resolve("sdk/python").toString()),
                        Limits.DEFAULT,
                        Network.HOST,
                        Duration.ofSeconds(60),
                        null,
                        "{}");
        try (Conformance conformance =
                new Conformance(
                        launch,
                        transport,
                        "score",
                        "{\"team_size\":4,\"lang\":\"go\",\"files\":3}",
                        patience,
                        BridgeListener.SILENT)) {
            return conformance.check(_ -> {});
        }
    }

    private static List<String> broken(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(each -> each.outcome() instanceof Outcome.Broken)
                .map(Verdict::vector)
                .toList();
    }

    @Test
    void theVectorsAreThoseOfThePage() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/bridge-protocol.md"));
        Matcher rows = ROW.matcher(page.substring(page.indexOf("## Conformance")));
        List<String> ofThePage = new ArrayList<>();
        while (rows.find()) {
            ofThePage.add(String.join(" | ", rows.group(1), rows.group(2), rows.group(3)));
        }

        assertThat(Conformance.vectors())
                .extracting(each -> String.join(" | ", each.name(), each.sent(), each.wanted()))
                .isEqualTo(ofThePage)
                .hasSizeGreaterThan(10);
    }

    @Test
    void aProgramThatKeepsTheRulesPassesThemAll() throws InterruptedException {
        assertThat(checked())
                .hasSize(Conformance.vectors().size())
                .allSatisfy(each -> assertThat(each.outcome()).isEqualTo(new Outcome.Held()));
    }

    /// What is broken is told once, by the name that the page has for it, and with what came; other rules hold.
    @ParameterizedTest
    @MethodSource
    void brokenRulesAreFoundAndNamed(Map<String, String> defects) throws InterruptedException {
        List<Verdict> verdicts = checked(defects.keySet().toArray(String[]::new));

        assertThat(broken(verdicts))
                .containsExactlyInAnyOrderElementsOf(
                        defects.keySet().stream()
                                .map(each -> each.replaceFirst("^(many|drain)-.*", "$1"))
                                .toList());
        defects.forEach(
                (defect, why) ->
                        assertThat(verdicts)
                                .as(defect)
                                .anySatisfy(
                                        each ->
                                                assertThat(each.outcome())
                                                        .isInstanceOfSatisfying(
                                                                Outcome.Broken.class,
                                                                broken ->
                                                                        assertThat(broken.why())
                                                                                .contains(why))));
    }

    /// Rules whose breaking shows in neighbours are not broken together.
    static Stream<Map<String, String>> brokenRulesAreFoundAndNamed() {
        return Stream.of(
                Map.of(
                        "many", "is not what its message is answered with in a smaller call",
                        "bad-message", "the entry before the bad one is not what",
                        "joined", "the program closed the connection",
                        "unknown-field", "the entry is not what the message alone",
                        "cancel", "it answers a call that is not in flight",
                        "unknown-command", "a command that it does not have is answered",
                        "drain-status", "it did not end with exit status 0 within 5 s",
                        "gone", "it did not end within 5 s"),
                Map.of(
                        "many-lost", "499 entries for 500 messages",
                        "odd-json", "the value of entry 5 is null",
                        "unknown-type", "it answers a call that is not in flight",
                        "large", "the value of entry 0 is null",
                        "ping", "the pong has another n than the ping",
                        "concurrent", "it answers a call that is not in flight",
                        "binary", "the entry before the bytes is not what",
                        "drain", "the program closed the connection"),
                Map.of("drain-open", "the connection is still open"));
    }

    @Test
    void aWrongEntryIsBrokenWhereverOneComes() throws InterruptedException {
        assertThat(broken(checked("one"))).startsWith("one", "many", "odd-json");
    }

    @Test
    void aProgramThatTakesAPieceForTheWholeIsFound() throws InterruptedException {
        assertThat(broken(checked("split"))).contains("split");
    }

    @Test
    void aProgramThatDoesNotReadHoldsNothingUp() throws InterruptedException {
        assertThat(checked(Duration.ofSeconds(3), "large-unread"))
                .filteredOn(each -> each.vector().equals("large"))
                .extracting(Verdict::outcome)
                .containsExactly(new Outcome.Broken("no answer to the call within 3 s", ""));
    }

    @Test
    void withoutARightHelloNothingElseIsTried() throws InterruptedException {
        List<Verdict> verdicts = checked("hello");

        assertThat(broken(verdicts)).containsExactly("hello");
        assertThat(verdicts.getFirst().outcome().toString())
                .contains("refused: the token is not the one of this run");
        assertThat(verdicts.subList(1, verdicts.size()))
                .allSatisfy(
                        each ->
                                assertThat(each.outcome())
                                        .isInstanceOf(Outcome.NotApplicable.class));
    }

    @Test
    void rulesOfMessagesAreNotTriedWithAProgramThatTakesNone() throws InterruptedException {
        List<Verdict> verdicts = checked("no-score");

        assertThat(broken(verdicts)).isEmpty();
        assertThat(verdicts)
                .filteredOn(each -> each.outcome() instanceof Outcome.NotApplicable)
                .extracting(Verdict::vector)
                .contains("one", "many", "cancel")
                .doesNotContain("ping", "unknown-command", "drain", "gone");
    }

    @Test
    void whatAProgramDoesNotSayOfItselfIsNotTried() throws InterruptedException {
        List<Verdict> verdicts = checked("one-at-a-time");

        assertThat(broken(verdicts)).isEmpty();
        assertThat(verdicts)
                .filteredOn(each -> each.outcome() instanceof Outcome.NotApplicable)
                .extracting(Verdict::vector)
                .containsExactly("concurrent", "binary");
    }

    @Test
    void answersThatDifferEachTimeAreNotCompared() throws InterruptedException {
        assertThat(broken(checked("unsteady"))).isEmpty();
    }
}
