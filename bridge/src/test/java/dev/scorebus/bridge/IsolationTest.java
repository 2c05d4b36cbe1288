package dev.scorebus.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a process is given and what is kept from it, as it sees that itself.
class IsolationTest {
    private static final String END = "that is all";
    private static final Path OWN_NETWORK = Path.of("/proc/self/ns/net");
    private static final Path OWN_LIMITS = Path.of("/proc/self/limits");

    private final Heard heard = new Heard();

    @Test
    void limitsAreThoseOfTheLaunch() {
        assumeTrue(Files.exists(OWN_LIMITS), "a process sees its limits in /proc");

        run(
                new Limits(3_000_000_000L, Duration.ofSeconds(77), 99, 4_321),
                Network.HOST,
                "cat /proc/self/limits");

        // In whole KiB.
        assertThat(limit("Max address space")).startsWith("3000000512 ");
        assertThat(limit("Max cpu time")).startsWith("77 ");
        assertThat(limit("Max open files")).startsWith("99 ");
        assertThat(limit("Max processes")).startsWith("4321 ");
    }

    @Test
    void withoutLimitsTheSystemsOwnHold() throws IOException {
        assumeTrue(Files.exists(OWN_LIMITS), "a process sees its limits in /proc");
        String own =
                Files.readAllLines(OWN_LIMITS).stream()
                        .filter(each -> each.startsWith("Max address space"))
                        .findFirst()
                        .orElseThrow();

        run(Limits.NONE, Network.HOST, "cat /proc/self/limits");

        assertThat(heard.output).contains(own);
    }

    @Test
    void aLimitThatTheSystemRefusesIsAWarning() {
        run(
                new Limits(0, Duration.ZERO, Integer.MAX_VALUE, 0),
                Network.HOST,
                "echo it ran all the same");

        assertThat(heard.output).contains("it ran all the same");
        assertThat(heard.logs)
                .anyMatch(
                        each ->
                                each.startsWith(
                                        "warn the system refuses a limit of the program: 2147483647 open files"));
    }

    @Test
    void whoShallSeeNoNetworkHasOneOfItsOwnAndReachesTheBridge() throws IOException {
        assumeFalse(Isolation.withoutNetwork().isEmpty(), "unshare --net works here");
        String own = Files.readSymbolicLink(OWN_NETWORK).toString();

        run(Limits.NONE, Network.NONE, "readlink /proc/self/ns/net; wc -l < /proc/self/net/dev");

        assertThat(heard.output.getFirst()).startsWith("net:[").isNotEqualTo(own);
        // Two lines of heading, and a loopback that is down.
        assertThat(heard.output.getLast().strip()).isIn("2", "3");
        ProgramLaunch launch = Programs.launch("good", Limits.DEFAULT, Network.NONE, Programs.LONG);
        try (BridgedProgram program = BridgedProgram.of(launch, heard)) {
            assertThat(program.call(Programs.messages("score", 1, Programs.LONG)))
                    .isInstanceOf(CallOutcome.Answered.class);
        }
    }

    @Test
    void whoShallSeeNoNetworkCannotUseAPort() {
        ProgramLaunch launch = Programs.launch("good", Limits.DEFAULT, Network.NONE, Programs.LONG);
        try (BridgedProgram program = BridgedProgram.of(launch, heard, Transport.LOOPBACK)) {
            assertThatThrownBy(program::ready)
                    .isInstanceOf(ProgramStartException.class)
                    .hasMessageContaining("use the Unix socket");
        }
    }

    @Test
    void theFolderOfARunIsForTheRunnersUserAlone() {
        run(Limits.NONE, Network.HOST, "ls -ld .. | cut -c1-10; ls -l ../token | cut -c1-10");

        assertThat(heard.output).containsExactly("drwx------", "-r--------");
    }

    @Test
    void theProgramLeadsAGroupOfItsOwn() {
        assumeTrue(Isolation.OWN_GROUP, "setsid is there");
        assumeTrue(Files.exists(OWN_LIMITS), "a process sees its group in /proc");

        run(Limits.DEFAULT, Network.HOST, "echo $$; cut -d' ' -f5 /proc/$$/stat");

        assertThat(heard.output).hasSize(2);
        assertThat(heard.output.getLast()).isEqualTo(heard.output.getFirst());
    }

    /// Runs a script of the shell to its end; it never says hello.
    private void run(Limits limits, Network network, String script) {
        ProgramLaunch launch =
                new ProgramLaunch(
                        "shell",
                        List.of("sh", "-c", script + "\necho " + END),
                        Path.of("/nowhere"),
                        Map.of(),
                        limits,
                        network,
                        Programs.LONG,
                        null,
                        "{}");
        try (BridgedProgram program = BridgedProgram.of(launch, heard)) {
            assertThatThrownBy(program::ready)
                    .isInstanceOf(ProgramStartException.class)
                    .hasMessageContaining("exit status 0");
        }
        // What a process wrote may be heard after its end.
        await().until(() -> heard.output.remove(END));
    }

    private String limit(String name) {
        return heard.output.stream()
                .filter(each -> each.startsWith(name))
                .map(each -> each.substring(name.length()).strip())
                .findFirst()
                .orElse("");
    }
}
