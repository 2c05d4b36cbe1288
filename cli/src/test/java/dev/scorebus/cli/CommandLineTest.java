package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.cli.platform.FolderLock;
import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.local.PortClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir Path folder;

    @Test
    void helpListsEveryCommandAndEveryExitCode() {
        Ran help = Ran.scorebus("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "demo",
                        "up",
                        "down",
                        "status",
                        "check",
                        "apply",
                        "data-set",
                        "train",
                        "new")
                .contains(
                        "topic", "score", "audit", "trace", "dlq", "loss", "parked", "bridge",
                        "test", "build", "bench")
                .contains("Exit codes:", "the platform does not run");
    }

    @Test
    void versionIsOneLine() {
        assertThat(Ran.scorebus("--version").out()).startsWith("scorebus ").hasLineCount(1);
    }

    @Test
    void everyCommandHasAHelpOfItsOwn() {
        for (String command : Scorebus.commandLine().getSubcommands().keySet()) {
            Ran help = Ran.scorebus(command, "--help");
            assertThat(help.exitCode()).as(command).isZero();
            assertThat(help.out()).as(command).contains("Usage: scorebus " + command);
        }
    }

    @Test
    void anUnknownCommandStaysAMistakeWhenHelpIsAskedFor() {
        Ran ran = Ran.scorebus("nosuch", "--help");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("nosuch");
    }

    @Test
    void everyCommandBelowACommandHasAHelpOfItsOwn() {
        for (String group :
                new String[] {
                    "action", "model", "run", "topic", "data-set", "loss", "parked", "dlq", "bridge"
                }) {
            CommandLine above =
                    Objects.requireNonNull(Scorebus.commandLine().getSubcommands().get(group));
            for (String command : above.getSubcommands().keySet()) {
                Ran help = Ran.scorebus(group, command, "--help");
                assertThat(help.exitCode()).as(command).isZero();
                assertThat(help.out()).contains("Usage: scorebus " + group + " " + command);
            }
        }
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        Ran ran = Ran.scorebus("audit", "--ful");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--ful");
    }

    @Test
    void aCommandThatNeedsAPlatformSaysHowToStartOne() {
        int nobody = PortClaim.free();

        Ran ran = Ran.scorebus("audit", "--url", "http://127.0.0.1:" + nobody);

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("127.0.0.1:" + nobody, "./scorebus up");
    }

    @Test
    void statusOfAFolderWithoutAPlatformSaysSo() {
        Ran ran = Ran.scorebus("status", "--home", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("No platform runs on " + folder, "./scorebus up");
    }

    @Test
    void aFolderWithoutAPlatformIsNeverAnsweredByAnother() {
        for (String command :
                new String[] {"audit", "dlq list", "topic list", "loss list", "parked list"}) {
            Ran ran = Ran.scorebus((command + " --home " + folder).split(" "));

            assertThat(ran.exitCode()).as(command).isEqualTo(3);
            assertThat(ran.err()).contains("No platform runs on " + folder, "--url");
        }
    }

    @Test
    void aTopicOfAPlatformElsewhereNeedsTheAddressOfItsKafka() {
        Ran ran = Ran.scorebus("topic", "list", "--url", "http://scorebus.example");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--kafka", "SCOREBUS_KAFKA");
    }

    @Test
    void twoPlatformsAtOnceAreAUsageError() {
        Ran ran = Ran.scorebus("audit", "--url", "http://x.example", "--home", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--home and --url");
    }

    @Test
    void whatStartsAPlatformHereTakesNoAddressOfAnother() {
        for (String command : new String[] {"up", "down", "demo"}) {
            assertThat(Ran.scorebus(command, "--help").out()).doesNotContain("--url");
            assertThat(Ran.scorebus(command, "--url", "http://x.example").exitCode()).isEqualTo(2);
        }
    }

    @Test
    void statusOfAnAddressWhereNothingListensSaysSoInOneLine() {
        String nowhere = "http://127.0.0.1:" + PortClaim.free();

        Ran ran = Ran.scorebus("status", "--url", nowhere);

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).hasLineCount(1).contains("Nothing answers at " + nowhere, "--url");
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheOneThatIsLikeIt() {
        assertThat(Ran.scorebus("trian").err()).contains("Did you mean 'train'?");
        assertThat(Ran.scorebus("dlq", "lsit").err()).contains("Did you mean 'list'?");
        assertThat(Ran.scorebus("audit", "--ful").err()).contains("Did you mean '--full'?");
        assertThat(Ran.scorebus("nothing-like-it").err()).doesNotContain("Did you mean");
        assertThat(Ran.scorebus("trian").exitCode()).isEqualTo(2);
    }

    @Test
    void aFileThatCannotBeReadIsOneLine() throws IOException {
        Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe});
        for (String command :
                new String[] {
                    "check " + folder,
                    "check " + bytes,
                    "apply " + folder,
                    "train -f " + folder,
                    "data-set add x " + folder.resolve("nosuch.csv"),
                    "score m --file " + folder.resolve("nosuch.jsonl")
                }) {
            Ran ran = Ran.scorebus(command.split(" "));

            assertThat(ran.exitCode()).as(command).isEqualTo(2);
            assertThat(ran.err()).as(command).hasLineCount(1).contains(folder.toString());
        }
    }

    @Test
    void statusAsJsonIsOneDocument() {
        Ran ran = Ran.scorebus("status", "--json", "--home", folder.toString());

        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("\"ready\" : false").startsWith("{");
    }

    @Test
    void downWithoutAPlatformIsNoMistake() {
        Ran ran = Ran.scorebus("down", "--home", folder.toString());

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("No platform runs on " + folder);
    }

    @Test
    void checkNamesEveryMistakeWithItsLine() throws IOException {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(
                file,
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata:
                  name: merge-time
                spec:
                  mode: streem
                  colour: blue
                """);

        Ran ran = Ran.scorebus("check", file.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("wrong.yaml:6: spec.mode: 'streem'", "micro-batch")
                .contains("spec.colour");
    }

    @Test
    void whatThisReleaseDoesNotRunIsRefusedByCheckAndApply() throws IOException {
        Path file = folder.resolve("later.yaml");
        Files.writeString(
                file,
                """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: asked, owner: me}
                spec: {program: forest, mode: request}
                """);

        Ran check = Ran.scorebus("check", file.toString());

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out())
                .contains("spec.mode: this release calls program 'forest' by stream")
                .doesNotContain("right");
        assertThat(Ran.scorebus("apply", file.toString()).err())
                .contains("spec.mode: this release calls program 'forest'");
    }

    @Test
    void whatThisReleaseKeepsWithoutActingOnItIsANote() throws IOException {
        Path root = Path.of(System.getProperty("scorebus.root"));
        String right = Files.readString(root.resolve("examples/pull-requests/merge-time.yaml"));
        Path file = folder.resolve("scaled.yaml");
        Files.writeString(
                file, right + "  scale: {max: 4}\n  resources: {cpu: 500m, memory: 1Gi}\n");

        Ran check = Ran.scorebus("check", file.toString());

        assertThat(check.exitCode()).as(check.out()).isZero();
        assertThat(check.out())
                .contains("right; action merge-time")
                .contains("note: spec.scale is kept and has no effect in this release")
                .contains("note: spec.resources is kept and has no effect in this release");
    }

    @Test
    void anOutputOfARunThatCannotBeReadIsToldWithWhatIsAllowed() {
        Ran ran = Ran.scorebus("batch", "start", "a", "--topic", "t", "--output", "postgres:local");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .contains("postgres 'local' names no table; allowed: postgres:CONNECTION/TABLE");
        assertThat(Ran.scorebus("batch", "start", "--help").out())
                .contains(
                        "postgres:CONNECTION/TABLE",
                        "file:PATH,format=csv|jsonl|parquet",
                        "webhook:URL");
    }

    @Test
    void checkOfAMissingFileNamesIt() {
        Ran ran = Ran.scorebus("check", folder.resolve("nowhere.yaml").toString());

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("nowhere.yaml: there is no such file");
    }

    @Test
    void theActionOfTheDemoIsRight() {
        Path root = Path.of(System.getProperty("scorebus.root"));

        Ran ran =
                Ran.scorebus(
                        "check", root.resolve("examples/pull-requests/merge-time.yaml").toString());

        assertThat(ran.out()).contains("right; action merge-time, stream, reads pull-requests");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void theDemoLooksAtItsDataBeforeItStartsAnything() throws IOException {
        Path other = folder.resolve("other.csv");
        Files.writeString(other, "name,age\nAda,36\n");
        Path home = folder.resolve("home");

        Ran missing =
                Ran.scorebus(
                        "demo", "--home", home.toString(), "--data", folder + "/nosuch.csv.gz");
        Ran wrong = Ran.scorebus("demo", "--home", home.toString(), "--data", other.toString());

        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("nosuch.csv.gz: there is no such file");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("other.csv: its first line must name the columns", "team_size");
        assertThat(home).doesNotExist();
    }

    @Test
    void aSecondDemoOnTheSameFolderIsRefusedAndTouchesNothing() throws IOException {
        try (FolderLock _ = new PlatformHome(folder).demoTurn().orElseThrow()) {
            Ran second = Ran.scorebus("demo", "--exit", "--home", folder.toString());

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err())
                    .contains("Another demo runs on " + folder, "--home or SCOREBUS_HOME");
            assertThat(second.out()).isEmpty();
        }
        assertThat(new PlatformHome(folder).demoTurn()).get().satisfies(FolderLock::close);
    }

    @Test
    void scoreNeedsEitherDataOrAFile() {
        assertThat(Ran.scorebus("score", "merge-time").exitCode()).isEqualTo(2);
        assertThat(
                        Ran.scorebus("score", "merge-time", "--data", "{}", "--file", "x.jsonl")
                                .exitCode())
                .isEqualTo(2);
    }

    @Test
    void traceNeedsAPlaceOrAnId() {
        Ran ran = Ran.scorebus("trace", "pull-requests", "2");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("TOPIC PARTITION OFFSET");
    }

    @Test
    void aTrainingFileThatIsNotJsonIsNamed() throws IOException {
        Path file = folder.resolve("training.json");
        Files.writeString(file, "{\"program\": ");

        Ran ran = Ran.scorebus("train", "-f", file.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("training.json", "not JSON");
    }

    @Test
    void aDataSetWithAnUnknownEndingIsRefusedBeforeItIsSent() throws IOException {
        Path file = folder.resolve("data.xlsx");
        Files.writeString(file, "");

        Ran ran = Ran.scorebus("data-set", "add", "requests", file.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("data.xlsx", ".csv, .csv.gz, .jsonl");
    }
}
