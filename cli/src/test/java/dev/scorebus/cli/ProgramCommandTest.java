package dev.scorebus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCommandTest {
    private static final String MANIFEST =
            """
            apiVersion: scorebus.dev/v1
            kind: Program
            metadata: {name: stubborn, owner: me}
            spec: {run: [sh, -c, "echo I will not; exit 7"]}
            """;
    private static final String ECHO =
            """
            apiVersion: scorebus.dev/v1
            kind: Program
            metadata: {name: stubborn, owner: me}
            spec:
              protocol: json-lines
              run: [sh, -c, 'while read -r line; do echo "$line"; done']
              canary: {cases: cases.jsonl, expected: expected.jsonl}
            """;
    private static final String ACTION =
            """
            apiVersion: scorebus.dev/v1
            kind: Action
            metadata: {name: tries, owner: me}
            spec:
              program: stubborn
              mode: stream
              input: {topics: [in]}
              outputs: [{topic: out}]
            """;

    @TempDir private Path folder;

    private Path program(String manifest) throws IOException {
        Path program = Files.createDirectories(folder.resolve("stubborn"));
        Files.writeString(program.resolve("program.yaml"), manifest);
        Files.writeString(program.resolve("score.sh"), "exit 0\n");
        Files.createDirectories(program.resolve("__pycache__"));
        Files.writeString(program.resolve("__pycache__/x.pyc"), "x");
        return program;
    }

    @Test
    void aProgramIsInstalledReplacedAndRemoved() throws IOException {
        Path source = program(MANIFEST);
        Path home = folder.resolve("home");
        Path place = home.resolve("programs/stubborn");

        Ran first = Ran.scorebus("program", "install", source.toString(), "--home=" + home);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(place.resolve("score.sh")).exists();
        assertThat(place.resolve("__pycache__")).doesNotExist();

        Files.delete(source.resolve("score.sh"));
        Ran second = Ran.scorebus("program", "install", source.toString(), "--home=" + home);
        assertThat(second.out()).contains("in the place of the one before");
        assertThat(place.resolve("score.sh")).doesNotExist();
        assertThat(place.getParent()).isDirectoryNotContaining("glob:**.{new,old}");

        assertThat(Ran.scorebus("program", "remove", "stubborn", "--home=" + home).exitCode())
                .isZero();
        assertThat(place).doesNotExist();
        assertThat(Ran.scorebus("program", "remove", "stubborn", "--home=" + home).err())
                .contains("is not installed");
        assertThat(Ran.scorebus("program", "remove", "..", "--home=" + home).exitCode())
                .isEqualTo(1);
        assertThat(home).exists();
    }

    @Test
    void aProgramWhoseCanaryIsWrongIsNotInstalled() throws IOException {
        Path home = folder.resolve("home");
        Path place = home.resolve("programs/stubborn");
        Path source = program(ECHO);
        Files.writeString(source.resolve("cases.jsonl"), "4\n7\n");
        Files.writeString(source.resolve("expected.jsonl"), "{\"value\": 4}\n{\"value\": 7}\n");

        Ran right = Ran.scorebus("program", "install", source.toString(), "--home=" + home);
        assertThat(right.exitCode()).as(right.err()).isZero();
        assertThat(right.out()).contains("its canary is right");

        Files.writeString(source.resolve("expected.jsonl"), "{\"value\": 4}\n{\"value\": 8}\n");
        Ran wrong = Ran.scorebus("program", "install", source.toString(), "--home=" + home);
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .contains(
                        "Nothing is installed: the canary of stubborn is wrong: cases.jsonl, line 2: value is 7, expected 8");
        assertThat(place.resolve("expected.jsonl")).content().contains("7");
        assertThat(place.getParent()).isDirectoryNotContaining("glob:**.{new,old}");
    }

    @Test
    void whatIsWrongWithAProgramFileIsSaidAndNothingIsInstalled() throws IOException {
        Path home = folder.resolve("home");
        Path source = program(MANIFEST.replace("run:", "rum:"));

        Ran wrong = Ran.scorebus("program", "install", source.toString(), "--home=" + home);

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("program.yaml:4: spec.rum", "did you mean 'run'?");
        assertThat(home.resolve("programs")).doesNotExist();
        assertThat(Ran.scorebus("program", "install", folder.toString(), "--home=" + home).err())
                .contains("A program is a folder with a program.yaml in it");
        program(MANIFEST.replace("name: stubborn", "name: trees"));
        assertThat(Ran.scorebus("program", "install", source.toString(), "--home=" + home).err())
                .contains("'trees' is the name of a program that is built in");
    }

    @Test
    void anActionIsRunWithoutAPlatformAndSaysWhyItsProgramDoesNotStart() throws IOException {
        Path source = program(MANIFEST);
        Path action = source.resolve("action.yaml");
        Files.writeString(action, ACTION);
        Path input = Files.writeString(folder.resolve("in.jsonl"), "{\"n\": 1}\n");

        Ran run = Ran.scorebus("run", action.toString(), "--input", input.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("stubborn", "I will not", "7");
        assertThat(Ran.scorebus("run", action.toString()).err()).contains("--input is missing");
        Files.writeString(action, ACTION.replace("stubborn", "other"));
        assertThat(Ran.scorebus("run", action.toString(), "--input", input.toString()).err())
                .contains("the folder of program 'other' must be called so");
    }
}
