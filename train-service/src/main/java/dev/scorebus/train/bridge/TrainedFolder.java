package dev.scorebus.train.bridge;

import dev.scorebus.bridge.CallFault;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.message.WireJson;
import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.Target;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.train.program.Outcome;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRequest.TargetChoice;
import dev.scorebus.training.TrainingRun.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/// What a program made of a request: the folder that it wrote, and what it said.
///
/// @param programVersion sha-256 over the program's files
record TrainedFolder(
        TrainingRequest request, DataSetVersion dataSet, Path output, String programVersion) {
    /// What stands for a call that was given up.
    static final CallOutcome STOPPED =
            new CallOutcome.Failed(
                    CallFault.CRASHED, "dev.scorebus.train.Stopped", "it was stopped", true);

    private static final String FORMAT = "folder-zip";
    private static final long LARGEST = 512L << 20;
    private static final LocalDateTime SAME_FOR_ALL = LocalDateTime.of(1980, 1, 1, 0, 0);

    /// The end of the run.
    Outcome outcome(CallOutcome answer) throws IOException {
        return switch (answer) {
            case CallOutcome.Failed failed when failed.equals(STOPPED) -> new Outcome.Stopped();
            case CallOutcome.Failed(CallFault _, String errorClass, String detail, boolean _) ->
                    new Outcome.Failed("%s: %s".formatted(errorClass, detail));
            case CallOutcome.Answered _ ->
                    throw new IllegalStateException("A call without messages has one result");
            case CallOutcome.Result(String json) -> trained(WireJson.mapper().readTree(json));
        };
    }

    private Outcome trained(JsonNode said) throws IOException {
        Map<String, Double> metrics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> metric : said.path("metrics").properties()) {
            if (!metric.getValue().isNumber()) {
                return new Outcome.Failed(
                        "metrics.%s is no number: %s"
                                .formatted(metric.getKey(), metric.getValue()));
            }
            metrics.put(metric.getKey(), metric.getValue().asDouble());
        }
        int all = Math.toIntExact(Math.min(Integer.MAX_VALUE, dataSet.rows()));
        int train = said.path("rows").path("train").asInt(all);
        int test = said.path("rows").path("test").asInt(0);
        if (train < 0 || test < 0 || (long) train + test > all) {
            return new Outcome.Failed(
                    "rows says %d to train and %d to test, and the data set has %d"
                            .formatted(train, test, all));
        }
        List<Path> files = files();
        if (files.isEmpty()) {
            return new Outcome.Failed(
                    "the program wrote nothing to its output folder, so that there is no model");
        }
        return new Outcome.Trained(
                packed(files),
                FORMAT,
                contract(request),
                target(request),
                metrics,
                parameters(),
                new Rows(train, test, 0, 0, 0, all - train - test),
                notes(said));
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        request.parameters().forEach((name, value) -> parameters.put(name, value.toPlainString()));
        parameters.put("programVersion", programVersion);
        return parameters;
    }

    private static List<String> notes(JsonNode said) {
        List<String> notes = new ArrayList<>();
        said.path("notes").forEach(note -> notes.add(note.asString("")));
        return notes;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(output)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    /// The folder as one file; the same files give the same bytes.
    private byte[] packed(List<Path> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            long size = 0;
            for (Path file : files) {
                size += Files.size(file);
                if (size > LARGEST) {
                    throw new IOException(
                            "the output folder has more than %d bytes".formatted(LARGEST));
                }
                ZipEntry entry = new ZipEntry(output.relativize(file).toString());
                entry.setTimeLocal(SAME_FOR_ALL);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /// What messages must have, as the request says.
    static FeatureContract contract(TrainingRequest request) {
        try {
            return new FeatureContract(
                    request.features().stream()
                            .map(
                                    choice ->
                                            new Feature(
                                                    choice.name(),
                                                    choice.type(),
                                                    choice.required(),
                                                    List.of(),
                                                    choice.unseen()))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("features: " + e.getMessage());
        }
    }

    /// What is predicted, as the request says.
    static Target target(TrainingRequest request) {
        TargetChoice choice = request.target();
        String column = choice.column() == null ? request.model() : choice.column();
        try {
            return new Target(
                    choice.type(),
                    choice.name() == null ? column : choice.name(),
                    choice.classes());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("target: " + e.getMessage());
        }
    }
}
