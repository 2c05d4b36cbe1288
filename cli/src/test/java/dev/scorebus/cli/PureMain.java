package dev.scorebus.cli;

import dev.scorebus.testkit.bridge.ProgramsFolder;
import dev.scorebus.testkit.bridge.TinyProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A program with one command, which is pure: every score is 1.
public final class PureMain extends TinyProgram {
    private PureMain() {}

    public static void main(String[] arguments) throws IOException {
        new PureMain().serve(List.of("score"), List.of("score"));
    }

    /// Installs it as `pure`.
    static void install(Path programs) throws IOException {
        new ProgramsFolder(Files.createDirectories(programs))
                .install("pure", PureMain.class, "pure");
    }

    @Override
    protected ObjectNode entry(JsonNode message) {
        return JSON.createObjectNode().put("value", 1);
    }

    @Override
    protected JsonNode result(String command, JsonNode input, Progress progress) {
        return input;
    }
}
