package dev.scorebus.train.bridge;

import dev.scorebus.testkit.bridge.TinyProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A program that learns the mean of a column. Its parameters may ask for worse: `crash`, `idle`, `forget`.
public final class LearningMain extends TinyProgram {
    public static void main(String[] arguments) throws IOException {
        new LearningMain().serve(List.of("train"), List.of());
    }

    @Override
    protected ObjectNode entry(JsonNode message) {
        throw new IllegalStateException("It only trains");
    }

    @Override
    protected JsonNode result(String command, JsonNode input, Progress progress)
            throws IOException {
        JsonNode parameters = input.path("parameters");
        double sum = 0;
        int rows = 0;
        try (BufferedReader lines =
                Files.newBufferedReader(Path.of(input.at("/dataSet/path").asString()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sum += JSON.readTree(line).path("a").asDouble();
                rows++;
            }
        }
        progress.reached(0.5);
        if (parameters.has("crash")) {
            Runtime.getRuntime().halt(9);
        }
        while (parameters.has("idle")) {
            Thread.onSpinWait();
        }
        if (!parameters.has("forget")) {
            Files.writeString(
                    Path.of(input.path("output").asString()).resolve("mean.txt"),
                    Double.toString(sum / rows));
        }
        ObjectNode result = JSON.createObjectNode();
        result.putObject("metrics").put("mae", 0.25);
        result.putObject("rows").put("train", rows - 1).put("test", 1);
        result.putArray("notes").add("a mean is all that it knows");
        return result;
    }
}
