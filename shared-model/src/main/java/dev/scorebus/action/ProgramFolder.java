package dev.scorebus.action;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The folder of an installed program: its `program.yaml` and its files.
///
/// @param path where it is
public record ProgramFolder(Path path) {
    /// What a folder holds.
    public sealed interface Content {
        /// A program.
        ///
        /// @param folder where its files are
        /// @param version sha-256 over the names and contents of all its files
        record Program(ProgramManifest manifest, Path folder, String version) implements Content {}

        /// Nothing that can be run.
        ///
        /// @param why what is wrong, where, and what is allowed
        record Unusable(String why) implements Content {}
    }

    /// A value that changes when a file of the folder comes, goes, grows or is written to. It is cheap, and only good for telling
    /// that a look is worth while.
    public String look() {
        try {
            StringBuilder seen = new StringBuilder();
            for (Path file : files()) {
                seen.append(file)
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append('\n');
            }
            return seen.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// What it holds now.
    public Content read() {
        Path file = path.resolve(ProgramFile.NAME);
        if (!Files.isRegularFile(file)) {
            return new Content.Unusable("%s does not exist".formatted(file));
        }
        try {
            return switch (ProgramFile.read(file.toString(), Files.readString(file))) {
                case ParsedProgram.Valid(ProgramManifest manifest) -> named(manifest);
                case ParsedProgram.Invalid(List<ActionProblem> problems) ->
                        new Content.Unusable(
                                problems.stream()
                                        .map(ActionProblem::toString)
                                        .collect(Collectors.joining("; ")));
            };
        } catch (IOException e) {
            return new Content.Unusable("%s cannot be read: %s".formatted(path, e));
        }
    }

    private Content named(ProgramManifest manifest) throws IOException {
        String folder = path.getFileName().toString();
        if (!manifest.name().equals(folder)) {
            return new Content.Unusable(
                    "%s: metadata.name is '%s', the folder is called '%s'"
                            .formatted(path.resolve(ProgramFile.NAME), manifest.name(), folder));
        }
        return new Content.Program(manifest, path, version());
    }

    private String version() throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            for (Path file : files()) {
                String name = path.relativize(file).toString();
                out.write(
                        "%s %d\n"
                                .formatted(name, Files.size(file))
                                .getBytes(StandardCharsets.UTF_8));
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(out);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// All files, but what a run may leave beside them.
    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !path.relativize(file).toString().contains("__pycache__"))
                    .sorted()
                    .toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
