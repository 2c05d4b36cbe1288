package dev.scorebus.cli.program;

import dev.scorebus.action.ProgramManifest;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.cli.platform.HomeOption;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.Console;
import dev.scorebus.cli.terminal.ExitCode;
import dev.scorebus.score.installed.Release;
import dev.scorebus.score.model.UnusableModelException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `scorebus program install`.
@Command(
        name = "install",
        description = {
            "Copies a program to the platform of this machine. One of the same name is replaced: its new version takes over once it has started, and until then the old one goes on.",
            "One that has a canary is put to it first; when that is wrong, nothing is installed.",
            "A program is a folder with a program.yaml that says how it is started.",
            "Example: scorebus program install examples/python-score"
        })
public final class ProgramInstallCommand implements Callable<Integer> {
    @Spec private final CommandSpec spec = CommandSpec.create();
    @Mixin private final HomeOption platform = new HomeOption();

    @Parameters(paramLabel = "FOLDER", description = "the program's folder")
    private Path source = Path.of(".");

    @Override
    public Integer call() {
        Console console = Console.of(spec);
        ProgramManifest manifest = ProgramFiles.manifest(source);
        if (ReleaseLimits.BUILT_IN.contains(manifest.name())) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "metadata.name: '%s' is the name of a program that is built in; choose another"
                            .formatted(manifest.name()));
        }
        ProgramFiles files = ProgramFiles.of(platform.home());
        boolean replaced =
                files.install(
                        source.toAbsolutePath().normalize(),
                        manifest.name(),
                        copy -> requireCanary(manifest, copy));
        if (manifest.canary() != null) {
            console.say("its canary is right");
        }
        console.say(
                "program %s is installed in %s%s"
                        .formatted(
                                manifest.name(),
                                files.folder().resolve(manifest.name()),
                                replaced ? ", in the place of the one before" : ""));
        return ExitCode.DONE.code();
    }

    private static void requireCanary(ProgramManifest manifest, Path copy) {
        Release release = new Release(manifest, copy, "new", PlatformOptions.programEnvironment());
        try {
            release.canaryFault()
                    .ifPresent(
                            fault -> {
                                throw new CommandFailure(
                                        ExitCode.NO,
                                        "Nothing is installed: the canary of %s is wrong: %s"
                                                .formatted(manifest.name(), fault));
                            });
        } catch (UnusableModelException e) {
            throw new CommandFailure(
                    ExitCode.NO,
                    "Nothing is installed: %s cannot be put to its canary: %s"
                            .formatted(manifest.name(), e.getMessage()),
                    e);
        }
    }
}
