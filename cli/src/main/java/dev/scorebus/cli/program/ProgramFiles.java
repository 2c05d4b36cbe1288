package dev.scorebus.cli.program;

import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedProgram;
import dev.scorebus.action.ProgramFile;
import dev.scorebus.action.ProgramManifest;
import dev.scorebus.cli.platform.PlatformHome;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.CommandFailure;
import dev.scorebus.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The programs in the folder of a platform of this machine.
///
/// @param folder has a folder for each of them
record ProgramFiles(Path folder) {
    private static final Set<String> LEFT_OUT =
            Set.of(".git", "__pycache__", ".venv", ".pytest_cache");

    static ProgramFiles of(PlatformHome home) {
        return new ProgramFiles(home.programs());
    }

    /// The program in a folder anywhere.
    ///
    /// @throws CommandFailure when its `program.yaml` is missing or wrong
    static ProgramManifest manifest(Path source) {
        Path file = source.resolve(ProgramFile.NAME);
        try {
            return switch (ProgramFile.read(file.toString(), Files.readString(file))) {
                case ParsedProgram.Valid(ProgramManifest manifest) -> manifest;
                case ParsedProgram.Invalid(List<ActionProblem> problems) ->
                        throw new CommandFailure(
                                ExitCode.NO,
                                problems.stream()
                                        .map(ActionProblem::toString)
                                        .collect(Collectors.joining("\nscorebus: ")));
            };
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "%s cannot be read (%s). A program is a folder with a program.yaml in it."
                            .formatted(file, e),
                    e);
        }
    }

    /// Looks at a copy of a program before it is installed.
    interface Trial {
        /// Returns when it may be installed.
        ///
        /// @param copy the folder of the copy
        /// @throws CommandFailure when it may not be installed
        void accept(Path copy);
    }

    /// Copies a program in, in the place of the one of its name; whoever looks sees the one or the other, whole.
    ///
    /// @param trial what it says no to changes nothing
    /// @return whether there was one
    boolean install(Path source, String name, Trial trial) {
        Path place = folder.resolve(name);
        Path fresh = folder.resolve("." + name + ".new");
        Path old = folder.resolve("." + name + ".old");
        try {
            Files.createDirectories(folder);
            delete(fresh);
            delete(old);
            copy(source, fresh, LEFT_OUT);
            new NodeSdk(PlatformOptions.root()).addTo(fresh);
            try {
                trial.accept(fresh);
                boolean replaced = Files.exists(place);
                if (replaced) {
                    move(place, old);
                }
                move(fresh, place);
                delete(old);
                return replaced;
            } finally {
                delete(fresh);
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO, "The program cannot be copied to %s: %s".formatted(place, e), e);
        }
    }

    /// Takes a program out.
    ///
    /// @return whether there was one
    boolean remove(String name) {
        Path place = folder.resolve(name);
        if (!Files.isDirectory(place)) {
            return false;
        }
        try {
            Path old = folder.resolve("." + name + ".old");
            delete(old);
            move(place, old);
            delete(old);
            return true;
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.NO, "%s cannot be deleted: %s".formatted(place, e), e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to);
        }
    }

    /// Copies a folder.
    ///
    /// @param leftOut how folders in it are called that are not copied
    static void copy(Path source, Path target, Set<String> leftOut) throws IOException {
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes of)
                            throws IOException {
                        if (!dir.equals(source) && leftOut.contains(dir.getFileName().toString())) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(target.resolve(source.relativize(dir).toString()));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes of)
                            throws IOException {
                        if (of.isRegularFile()) {
                            Files.copy(
                                    file,
                                    target.resolve(source.relativize(file).toString()),
                                    StandardCopyOption.COPY_ATTRIBUTES);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes of)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path dir, @Nullable IOException failure) throws IOException {
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
