package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scorebus.message.WireJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BridgeCheckTest {
    private static final Path PERL = Path.of("/usr/bin/perl");
    private static final String PROGRAM =
            Path.of(System.getProperty("scorebus.root", ".."))
                    .resolve("examples/perl-score/score.pl")
                    .toAbsolutePath()
                    .normalize()
                    .toString();

    @Test
    void aProgramThatKeepsTheRulesIsSaidToRuleByRule() {
        assumeTrue(Files.isExecutable(PERL), "the Perl example is not checked: install perl");

        Ran ran = Ran.scorebus("bridge", "check", "--tcp", "--", "perl", PROGRAM);

        assertThat(ran.exitCode()).as(ran.out()).isZero();
        assertThat(ran.out())
                .contains("ok       hello\n", "ok       many\n", "ok       gone\n")
                .doesNotContain("BROKEN")
                .endsWith("No rule is broken.\n");
    }

    @Test
    void aBrokenRuleIsOneLineWithWhatWasSentAndWhatCame() {
        Ran ran =
                Ran.scorebus(
                        "bridge", "check", "--output", "--", "/bin/sh", "-c", "echo no; exit 3");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out().lines().findFirst().orElseThrow())
                .startsWith("BROKEN   hello: there is no right hello; sent: nothing; came: ")
                .contains("ended before it said hello", "exit status 3", "| no;")
                .endsWith(
                        "must come: a `hello` within the start-up deadline, with a right token, protocol 1, at least one command");
        assertThat(ran.out())
                .contains("-        drain: not tried, there was no right hello")
                .endsWith("1 of 17 rules are broken.\n");
        assertThat(ran.err()).contains("output   no");
    }

    @Test
    void theAnswerIsOneDocumentToo() {
        Ran ran = Ran.scorebus("bridge", "check", "--json", "--", "/bin/sh", "-c", "exit 3");

        JsonNode document = WireJson.mapper().readTree(ran.out());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(document.path("holds").asBoolean(true)).isFalse();
        assertThat(document.path("vectors").path(0).path("outcome").asString(""))
                .isEqualTo("broken");
        assertThat(document.path("vectors").path(1).path("outcome").asString(""))
                .isEqualTo("not-applicable");
    }

    @Test
    void aWrongCommandLineIsToldBeforeAnythingStarts() {
        assertThat(Ran.scorebus("bridge", "check").exitCode()).isEqualTo(2);
        for (String[] wrong :
                new String[][] {
                    {"--timeout", "soon"},
                    {"--message", "{"},
                    {"--settings", "[]"},
                    {"--model", "/nowhere"}
                }) {
            Ran ran = Ran.scorebus("bridge", "check", wrong[0], wrong[1], "--", "/bin/true");
            assertThat(ran.exitCode()).as(wrong[0]).isEqualTo(2);
            assertThat(ran.err()).as(wrong[0]).isNotBlank();
        }
    }

    @Test
    void aCheckThatIsStoppedLeavesNoProgramBehind(@TempDir Path folder) throws Exception {
        Path said = folder.resolve("pid");
        Process check =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.scorebus.cli.ScorebusMain",
                                "bridge",
                                "check",
                                "--",
                                "/bin/sh",
                                "-c",
                                "echo $$ > '"
                                        + said
                                        + ".new'; mv '"
                                        + said
                                        + ".new' '"
                                        + said
                                        + "'; exec sleep 300")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(said));
        ProcessHandle program =
                ProcessHandle.of(Long.parseLong(Files.readString(said).strip())).orElseThrow();

        try {
            check.destroy();

            assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(program.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
        } finally {
            program.destroyForcibly();
        }
    }
}
