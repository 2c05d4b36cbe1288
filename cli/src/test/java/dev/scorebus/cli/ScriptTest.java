package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `./scorebus` in a checkout of its own, with a JDK and a Maven that only write down how they were called.
class ScriptTest {
    private static final String JAVA = "#!/bin/sh\nprintf 'java'; printf ' <%s>' \"$@\"; echo\n";

    private static final String MAVEN =
            """
            #!/bin/sh
            [ "$1" = --version ] && { echo "Apache Maven $(cat "$0.version")"; exit; }
            echo "[INFO] Building cli 0.1 [1/1]"
            echo "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.1 s -- in dev.scorebus.FooTest"
            echo "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1"
            echo "[WARNING] Tests run: 4, Failures: $(cat "$0.failures"), Errors: 0, Skipped: 0"
            echo "$@" >>"$0.calls"
            [ "$(cat "$0.failures")" = 0 ] || { echo "[ERROR] no luck"; exit 1; }
            mkdir -p cli/target && : >cli/target/cli-0.1.jar && printf /elsewhere/a.jar >cli/target/classpath
            """;

    @TempDir Path temp;
    private Path checkout;
    private Path bin;

    @BeforeEach
    void makeACheckout() throws IOException {
        checkout = Files.createDirectories(temp.resolve("a path with blanks/checkout"));
        bin = Files.createDirectories(temp.resolve("bin"));
        Path root = Path.of(System.getProperty("scorebus.root"));
        Files.copy(
                root.resolve("scorebus"),
                checkout.resolve("scorebus"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        write(Files.createDirectories(checkout.resolve("cli/src/main")).resolve("A.java"), "");
        jdk("old", "17.0.15");
        jdk("new", "25.0.3");
        executable(bin.resolve("mvn"), MAVEN);
        write(bin.resolve("mvn.version"), "3.8.7");
        write(bin.resolve("mvn.failures"), "0");
        executable(checkout.resolve("mvnw"), MAVEN);
        write(checkout.resolve("mvnw.failures"), "0");
    }

    @Test
    void theFirstCallBuildsAndTheSecondDoesNot() throws IOException {
        Ran first = scorebus("status", "--json");
        Ran second = scorebus("status", "--json");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).contains("Building Scorebus", "[1/1] cli", "build.log");
        assertThat(first.out())
                .startsWith("java <")
                .contains("<dev.scorebus.cli.ScorebusMain> <status> <--json>")
                .contains("/cli-0.1.jar:/elsewhere/a.jar>")
                .contains("<-Dscorebus.root=" + checkout.toRealPath() + ">");
        assertThat(checkout.resolve("target/start-cache.log"))
                .content()
                .contains("/cli-0.1.jar:/elsewhere/a.jar>")
                .contains("<dev.scorebus.cli.platform.StartCacheMain>");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(calls("mvn")).hasSize(1);
    }

    @Test
    void aChangedSourceIsBuiltAgainAndTheJarsThatRanStayUntouchedMeanwhile() throws IOException {
        String ran = scorebus("status").out();
        Files.setLastModifiedTime(
                checkout.resolve("cli/src/main/A.java"),
                FileTime.from(
                        Files.getLastModifiedTime(checkout.resolve("target/run/built"))
                                .toInstant()
                                .plus(Duration.ofSeconds(5))));

        assertThat(scorebus("status").out()).isNotEqualTo(ran);
        assertThat(calls("mvn")).hasSize(2);
    }

    @Test
    void aFailedBuildNamesItsLog() throws IOException {
        write(bin.resolve("mvn.failures"), "1");

        Ran ran = scorebus("status");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("[ERROR] no luck", "the build failed", "target/build.log");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void anOldJdkIsPassedOver() throws IOException {
        assertThat(scorebus("status").err()).contains("with " + temp.resolve("new"));
    }

    @Test
    void withoutAJdkItSaysWhatToInstall() throws IOException {
        Path script = checkout.resolve("scorebus");
        Files.writeString(script, Files.readString(script).replace("need=25", "need=99"));

        Ran ran = scorebus("status");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).contains("no JDK 99", "JAVA_HOME", "apt install");
    }

    @Test
    void anOldMavenIsPassedOverForTheWrapper() throws IOException {
        write(bin.resolve("mvn.version"), "3.6.3");

        assertThat(scorebus("status").exitCode()).isZero();

        assertThat(calls("mvn")).isEmpty();
        assertThat(Files.readAllLines(checkout.resolve("mvnw.calls"))).hasSize(1);
    }

    @Test
    void testRunsEverythingAndClosesWithTheTotals() throws IOException {
        Ran ran = scorebus("test");

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("dev.scorebus.FooTest: Tests run: 3", "no git checkout");
        assertThat(ran.out().lines())
                .endsWith(
                        "Tests run: 7, Failures: 0, Errors: 0, Skipped: 1",
                        "6 passed, 0 failed, 1 skipped");
        assertThat(calls("mvn")).singleElement().asString().endsWith("verify");
    }

    @Test
    void aFailedTestFailsTheCommandAndIsCounted() throws IOException {
        write(bin.resolve("mvn.failures"), "2");

        Ran ran = scorebus("test", "-pl", "trees");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("target/test.log");
        assertThat(ran.out().lines()).endsWith("4 passed, 2 failed, 1 skipped");
        assertThat(calls("mvn")).singleElement().asString().endsWith("verify -pl trees");
    }

    @Test
    void itWorksThroughALinkFromAnyFolder() throws IOException {
        Path link = Files.createSymbolicLink(bin.resolve("scorebus"), checkout.resolve("scorebus"));

        Ran ran = run(temp, link.toString(), "status");

        assertThat(ran.out()).contains("<-Dscorebus.root=" + checkout.toRealPath() + ">");
    }

    private Ran scorebus(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("scorebus").toString()));
        command.addAll(List.of(arguments));
        return run(checkout, command.toArray(String[]::new));
    }

    private Ran run(Path folder, String... command) throws IOException {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(
                        Map.of(
                                "PATH", bin + ":/usr/bin:/bin",
                                "HOME", temp.toString(),
                                "JAVA_HOME", temp.resolve("old").toString(),
                                "JDK25_HOME", temp.resolve("new").toString()));
        int exitCode = builder.start().onExit().join().exitValue();
        return new Ran(exitCode, Files.readString(out), Files.readString(err));
    }

    private List<String> calls(String maven) throws IOException {
        Path calls = bin.resolve(maven + ".calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private void jdk(String name, String version) throws IOException {
        Path home = temp.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        write(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        executable(home.resolve("bin/java"), JAVA);
        executable(home.resolve("bin/javac"), JAVA);
    }

    private static void executable(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
