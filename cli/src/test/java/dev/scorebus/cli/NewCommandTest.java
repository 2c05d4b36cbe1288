package dev.scorebus.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scorebus.message.WireJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class NewCommandTest {
    private static final Path ROOT =
            Path.of(System.getProperty("scorebus.root", "..")).toAbsolutePath().normalize();

    private static final Offset<Double> NEXT_TO_NOTHING = within(1e-6);

    @TempDir private Path parent;

    private Path made(String name, String template) {
        Ran made = Ran.scorebus("new", name, "--template", template, "--folder=" + parent);
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("README.md");
        return parent.resolve(name);
    }

    /// The lines of the README's `sh` blocks below a heading, as a user types them.
    private static String commands(Path program, String heading) throws IOException {
        String page = Files.readString(program.resolve("README.md"));
        String head = "SCOREBUS=" + ROOT + "\n";
        assertThat(page).contains(head);
        String section = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
        section = section.substring(0, section.indexOf("\n## "));
        StringBuilder script = new StringBuilder(head);
        int at = section.indexOf("```sh\n");
        while (at >= 0) {
            int end = section.indexOf("```\n", at + 6);
            String block = section.substring(at + 6, end);
            if (!block.contains("/scorebus\" ")) {
                script.append(block);
            }
            at = section.indexOf("```sh\n", end);
        }
        return script.toString();
    }

    /// The arguments of the README's `scorebus bridge check`, as they are from another folder.
    private static String[] checkOf(Path program) throws IOException {
        String line =
                Files.readString(program.resolve("README.md"))
                        .lines()
                        .filter(each -> each.contains(" bridge check "))
                        .findFirst()
                        .orElseThrow()
                        .replace("\"$SCOREBUS/scorebus\" ", "")
                        .replace("\"$SCOREBUS/sdk/python\"", ROOT + "/sdk/python")
                        .replace(" program.", " " + program + "/program.")
                        .replace(" run.sh", " " + program + "/run.sh")
                        .replace(" model ", " " + program + "/model ");
        return line.split(" ");
    }

    private static void type(String script, Path folder) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-eux", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor()).as("%s%n%s", script, said).isZero();
    }

    private static void assumeThere(String... programs) {
        for (String program : programs) {
            assumeThat(
                            Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                    .anyMatch(
                                            folder -> Files.isExecutable(Path.of(folder, program))))
                    .as("its template is not tried: there is no %s here", program)
                    .isTrue();
        }
    }

    private static List<JsonNode> lines(String text) {
        List<JsonNode> lines = new ArrayList<>();
        text.lines().forEach(line -> lines.add(WireJson.mapper().readTree(line)));
        return lines;
    }

    private static void assertScored(Ran run, Path program) throws IOException {
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<JsonNode> scores = lines(run.out());
        List<JsonNode> expected = lines(Files.readString(program.resolve("expected.jsonl")));
        assertThat(scores).hasSize(3).hasSameSizeAs(expected);
        for (int i = 0; i < scores.size(); i++) {
            JsonNode score = scores.get(i);
            assertThat(score.at("/value").doubleValue())
                    .isCloseTo(expected.get(i).at("/value").doubleValue(), NEXT_TO_NOTHING);
            for (String part : List.of("base", "contributions/team_size", "contributions/lang")) {
                assertThat(score.at("/explanation/" + part).doubleValue())
                        .isCloseTo(
                                expected.get(i).at("/explanation/" + part).doubleValue(),
                                NEXT_TO_NOTHING);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "python, python3, python3",
        "python-sklearn, sh, sh",
        "node, node, node",
        "shell, sh, diff",
        "perl, perl, prove"
    })
    void aNewProgramPassesItsOwnTestsAndIsRun(String template, String runs, String tests)
            throws Exception {
        assumeThere(runs, tests);
        Path program = made("merge-wait", template);
        assumeItRuns(program);

        type(commands(program, "Test it"), program);

        assertScored(Ran.scorebus(runOf(program)), program);
        if (!template.equals("shell")) {
            Ran check = Ran.scorebus(checkOf(program));
            assertThat(check.out() + check.err()).contains("No rule is broken.");
        }
        assertThat(program.resolve("Dockerfile")).exists();
        assertThat(program.resolve(".gitignore")).exists();
    }

    /// What chooses its interpreter finds one.
    private static void assumeItRuns(Path program) throws Exception {
        if (Files.exists(program.resolve("run.sh"))) {
            Process tried =
                    new ProcessBuilder("sh", program.resolve("run.sh").toString(), "-c", "pass")
                            .redirectErrorStream(true)
                            .start();
            String said = new String(tried.getInputStream().readAllBytes(), UTF_8);
            assumeThat(tried.waitFor()).as("its template is not tried: %s", said).isZero();
        }
    }

    /// The arguments of the README's `scorebus run`, as they are from another folder.
    private static String[] runOf(Path program) {
        List<String> run =
                new ArrayList<>(
                        List.of(
                                "run",
                                program.resolve("action.yaml").toString(),
                                "--input",
                                program.resolve("cases.jsonl").toString()));
        if (Files.exists(program.resolve("model"))) {
            run.add("--model=" + program.resolve("model"));
        }
        return run.toArray(String[]::new);
    }

    @Test
    void anActionThatNamesAModelIsRunWithItsFilesOnly() throws Exception {
        Path program = made("merge-wait", "python-sklearn");

        Ran without = Ran.scorebus(runOf(program));

        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("names a model", "--model");
        Path other = made("merge-other", "python");
        Files.createDirectories(other.resolve("model"));
        assertThat(Ran.scorebus(runOf(other)).err()).contains("names no model");
    }

    @ParameterizedTest
    @CsvSource({
        "python, python3, program.py, 0.5, 0.75",
        "node, node, program.js, 0.5, 0.75",
        "shell, sh, program.sh, lang=1, lang=3",
        "perl, perl, program.pl, 0.5, 0.75"
    })
    void itsCanaryFailsWhenTheProgramIsChanged(
            String template, String runs, String file, String was, String is) throws IOException {
        assumeThere(runs);
        Path program = made("merge-wait", template);
        Path source = program.resolve(file);
        String text = Files.readString(source);
        Ran right = install(program);
        assertThat(right.exitCode()).as(right.err()).isZero();
        Files.writeString(source, text.replace(was, is));
        assertThat(source).content().isNotEqualTo(text);

        Ran wrong = install(program);
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("the canary of merge-wait is wrong: cases.jsonl, line 1");
    }

    private Ran install(Path program) {
        return Ran.scorebus(
                "program", "install", program.toString(), "--home=" + parent.resolve("home"));
    }

    @Test
    void aNodeProgramWithoutItsPackageIsInstalledWithIt() throws Exception {
        Path program = made("merge-wait", "node");
        Path home = parent.resolve("home");
        Path fresh = program.resolve("node_modules/scorebus");
        assertThat(fresh.resolve("package.json")).exists();
        assertThat(fresh.resolve("test")).doesNotExist();
        Files.move(program.resolve("node_modules"), parent.resolve("moved"));
        Files.createDirectories(program.resolve("node_modules"));
        // What `npm install FOLDER` makes.
        Files.createSymbolicLink(fresh, ROOT.resolve("sdk/node"));

        Ran installed = Ran.scorebus("program", "install", program.toString(), "--home=" + home);

        assertThat(installed.exitCode()).as(installed.err()).isZero();
        Path place = home.resolve("programs/merge-wait");
        assertThat(place.resolve("node_modules/scorebus/src/index.js")).isRegularFile();
        assumeThere("node");
        assertScored(
                Ran.scorebus(
                        "run",
                        place.resolve("action.yaml").toString(),
                        "--input",
                        place.resolve("cases.jsonl").toString()),
                program);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Merge", "a_b", "a b", "a-", "..", "a/b", "a\nb"})
    void whatIsNoNameIsRefusedWithWhatIsAllowed(String name) {
        Ran ran = Ran.scorebus("new", name, "--template=python", "--folder=" + parent);

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("NAME: '" + name + "'", "lower-case letters, digits");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aNameThatYamlTakesForSomethingElseIsAName() throws Exception {
        assumeThere("python3");
        for (String name : List.of("123", "null", "on")) {
            Path program = made(name, "python");
            assertScored(
                    Ran.scorebus(
                            "run",
                            program.resolve("action.yaml").toString(),
                            "--input",
                            program.resolve("cases.jsonl").toString()),
                    program);
        }
    }

    @Test
    void nothingThatIsThereIsWrittenOver() throws IOException {
        Files.createDirectories(parent.resolve("mine"));
        Files.writeString(parent.resolve("mine/action.yaml"), "mine");
        Files.writeString(parent.resolve("file"), "mine");

        Ran folder = Ran.scorebus("new", "mine", "--template=python", "--folder=" + parent);
        Ran file = Ran.scorebus("new", "file", "--template=python", "--folder=" + parent);

        assertThat(folder.exitCode()).isEqualTo(1);
        assertThat(folder.err()).contains("mine is not empty");
        assertThat(parent.resolve("mine/action.yaml")).hasContent("mine");
        assertThat(parent.resolve("mine/program.py")).doesNotExist();
        assertThat(file.exitCode()).isEqualTo(1);
        assertThat(file.err()).contains("file is a file");
        Files.createDirectories(parent.resolve("empty"));
        made("empty", "python");
    }

    @Test
    void anUnknownTemplateIsRefusedWithTheNearest() {
        Ran ran = Ran.scorebus("new", "mine", "--template=pyton", "--folder=" + parent);

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .contains(
                        "no template 'pyton'",
                        "did you mean 'python'?",
                        "python, python-sklearn, node, shell, perl");
        assertThat(Ran.scorebus("new", "trees", "--template=python", "--folder=" + parent).err())
                .contains("built in");
        assertThat(parent).isEmptyDirectory();
        assertThat(Ran.scorebus("new", "--help").out()).contains("Example: scorebus new");
    }
}
