package dev.scorebus.cli.template;

import dev.scorebus.action.ProgramFile;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.program.NodeSdk;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus new`.
@Command(
        name = "new",
        description = {
            "Makes a folder with a new program in it: the program, its unit test, cases with what must come of them, an action, a Dockerfile, and a README with the commands to test, run, install and bind it.",
            "Example: scorebus new merge-wait --template python"
        })
public final class NewCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description =
                    "what the program and its folder are called: " + ProgramFile.NAMES_ALLOWED)
    private String name = "";

    @Option(
            names = "--template",
            paramLabel = "TEMPLATE",
            required = true,
            description =
                    "python, python-sklearn (trains), node, shell (JSON lines) or perl (no SDK, the whole client is in the program)")
    private String template = "";

    @Option(
            names = "--folder",
            paramLabel = "PARENT",
            defaultValue = ".",
            description = "where the program's folder is made (${DEFAULT-VALUE})")
    private Path parent = Path.of(".");

    @Override
    public Integer call() {
        Template chosen = Template.of(template);
        checkName();
        Path root = PlatformOptions.root();
        NodeSdk sdk = new NodeSdk(root);
        Path folder = parent.resolve(name);
        checkFree(folder);
        Map<String, String> words = Map.of("name", name, "scorebus", quoted(root));
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : chosen.files(words).entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            sdk.addTo(folder);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO, "%s cannot be written: %s".formatted(folder, e), e);
        }
        Console.of(spec)
                .say(
                        "program %s is in %s; %s says how it is tested, run and installed"
                                .formatted(name, folder, folder.resolve("README.md")));
        return ExitCode.DONE.code();
    }

    private void checkName() {
        if (!ProgramFile.isName(name)) {
            throw new IllegalArgumentException(
                    "NAME: '%s' does not fit; allowed: %s"
                            .formatted(name, ProgramFile.NAMES_ALLOWED));
        }
        if (ReleaseLimits.BUILT_IN.contains(name)) {
            throw new IllegalArgumentException(
                    "NAME: '%s' is the name of a program that is built in; choose another"
                            .formatted(name));
        }
    }

    private static void checkFree(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(ExitCode.NO, "%s is a file".formatted(folder));
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new CommandFailure(
                        ExitCode.NO,
                        "%s is not empty, and nothing in it is changed; choose another name or --folder"
                                .formatted(folder));
            }
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.NO, "%s cannot be read: %s".formatted(folder, e), e);
        }
    }

    /// A path as a word of a shell.
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[-\\w./]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
