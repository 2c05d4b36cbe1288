package dev.scorebus.cli.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.action.ParsedProgram;
import dev.scorebus.action.ProgramFile;
import dev.scorebus.message.WireJson;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Path ROOT =
            Path.of(System.getProperty("scorebus.root", "..")).toAbsolutePath().normalize();

    private static List<Snippet> snippets(String language) throws IOException {
        List<Snippet> found = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
                Snippet.of(page).stream()
                        .filter(snippet -> snippet.language().equals(language))
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void everyActionFileInTheDocumentationIsRight() throws IOException {
        List<Snippet> actions =
                snippets("yaml").stream()
                        .filter(snippet -> snippet.text().contains("kind: Action"))
                        .toList();
        assertThat(actions).isNotEmpty();
        for (Snippet action : actions) {
            assertThat(ActionFile.read(action.place(), action.text()))
                    .isInstanceOf(ParsedAction.Valid.class);
        }
    }

    @Test
    void everyProgramFileInTheDocumentationIsRight() throws IOException {
        List<Snippet> programs =
                snippets("yaml").stream()
                        .filter(snippet -> snippet.text().contains("kind: Program"))
                        .toList();
        assertThat(programs).isNotEmpty();
        for (Snippet program : programs) {
            assertThat(ProgramFile.read(program.place(), program.text()))
                    .isInstanceOf(ParsedProgram.Valid.class);
        }
    }

    @Test
    void everyJsonDocumentInTheDocumentationIsJson() throws IOException {
        List<Snippet> documents = snippets("json");
        assertThat(documents).isNotEmpty();
        for (Snippet document : documents) {
            assertThatCode(() -> WireJson.mapper().readTree(document.text()))
                    .as(document.place())
                    .doesNotThrowAnyException();
        }
    }

    /// The tests of the Node SDK run those of its page, too.
    @Test
    void everyProgramForNodeInTheDocumentationCanBeRead(@TempDir Path folder) throws Exception {
        List<Snippet> programs = snippets("js");
        assertThat(programs).isNotEmpty();
        assumeThat(onPath("node"))
                .as("programs for Node are not read: install node 18 or newer")
                .isTrue();
        for (Snippet program : programs) {
            Path file = Files.writeString(folder.resolve("program.mjs"), program.text());
            Process node =
                    new ProcessBuilder("node", "--check", file.toString())
                            .redirectErrorStream(true)
                            .start();
            String said = new String(node.getInputStream().readAllBytes(), UTF_8);
            assertThat(node.waitFor()).as("%s: %s", program.place(), said).isZero();
        }
    }

    @Test
    void everyPythonProgramInTheDocumentationIsPython() throws Exception {
        List<Snippet> programs = snippets("python");
        assertThat(programs).isNotEmpty();
        assumeThat(onPath("python3"))
                .as("programs in Python are not read: install python3 3.9 or newer")
                .isTrue();
        for (Snippet program : programs) {
            Process python =
                    new ProcessBuilder(
                                    "python3",
                                    "-c",
                                    "import sys; compile(sys.stdin.read(), sys.argv[1], 'exec')",
                                    program.place())
                            .redirectErrorStream(true)
                            .start();
            try (Writer source = python.outputWriter()) {
                source.write(program.text());
            }
            String said = new String(python.getInputStream().readAllBytes(), UTF_8);
            assertThat(python.waitFor()).as(program.place() + ": " + said).isZero();
        }
    }

    @Test
    void everyLinkInTheDocumentationLeadsSomewhere() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        for (String folder : List.of("docs", "examples")) {
            try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
                all.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        List<String> dead = new ArrayList<>();
        for (Path page : pages) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                Path target = page.resolveSibling(links.group(1)).normalize();
                if (!Files.exists(target)) {
                    dead.add(ROOT.relativize(page) + " -> " + links.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyCommandOfTheGuidesDoesWhatItSays(@TempDir Path home) throws Exception {
        DocsPlatform platform = new DocsPlatform(home);
        try {
            for (String page :
                    List.of(
                            "docs/quick-start.md",
                            "docs/training.md",
                            "docs/clients.md",
                            "docs/batch.md",
                            "docs/when-something-breaks.md",
                            "docs/dead-letters.md",
                            "docs/programs.md",
                            "examples/merge-time-python/README.md",
                            "examples/sprint-risk/README.md",
                            "examples/activity-feed/README.md")) {
                type(page, platform);
            }
        } finally {
            platform.type("./scorebus down");
        }
    }

    private static void type(String page, DocsPlatform platform)
            throws IOException, InterruptedException {
        if (!page.equals("docs/quick-start.md")) {
            platform.type("./scorebus up");
        }
        for (Snippet snippet : Snippet.of(ROOT.resolve(page))) {
            if (snippet.language().equals("sh") && isThere(snippet)) {
                platform.type(snippet.text());
            }
        }
    }

    private static boolean isThere(Snippet snippet) {
        Optional<String> missing = snippet.needs().filter(needed -> !isHere(needed));
        missing.ifPresent(
                needed ->
                        System.out.printf(
                                "%s is not run: there is no %s here%n", snippet.place(), needed));
        return missing.isEmpty();
    }

    /// Whether there is a program, or one of the Pythons that programs with packages look for: `python3 with sklearn`.
    private static boolean isHere(String needed) {
        String[] words = needed.split(" with ", 2);
        return words.length == 1
                ? onPath(needed)
                : Stream.of(words[0], "/usr/bin/" + words[0])
                        .anyMatch(python -> imports(python, words[1]));
    }

    private static boolean imports(String python, String module) {
        try {
            return new ProcessBuilder(python, "-c", "import " + module)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
