package dev.scorebus.cli.program;

import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The package `scorebus` for programs in Node. Node looks for packages in the `node_modules` of the program's folder and of those
/// above it, so the package must lie there.
///
/// @param root the copy of Scorebus that it comes from
public record NodeSdk(Path root) {
    private static final String PACKAGE = "scorebus";
    private static final Set<String> NOT_FOR_PROGRAMS = Set.of("test", "node_modules");

    /// Copies the package into a program's folder, when the program's `package.json` names it and it is not there.
    public void addTo(Path program) throws IOException {
        Path place = program.resolve("node_modules").resolve(PACKAGE);
        Path source = root.resolve("sdk").resolve("node");
        if (isWanted(program.resolve("package.json"))
                && !Files.exists(place.resolve("package.json"))
                && Files.isDirectory(source)) {
            Files.createDirectories(place.getParent());
            ProgramFiles.copy(source, place, NOT_FOR_PROGRAMS);
        }
    }

    private static boolean isWanted(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            JsonNode read = WireJson.mapper().readTree(Files.readString(file));
            return read.path("dependencies").has(PACKAGE)
                    || read.path("peerDependencies").has(PACKAGE);
        } catch (JacksonException e) {
            throw new IOException("%s is no JSON: %s".formatted(file, e.getOriginalMessage()), e);
        }
    }
}
