package dev.scorebus.score.request.oip;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.model.Feature;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.model.Models;
import dev.scorebus.score.request.NamedVersion;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What the server says of its models.
@RestController
@Tag(name = "Open Inference Protocol v2")
final class ModelController {
    private static final String CHAMPION = "champion";

    /// A model's metadata.
    record Metadata(
            String name,
            List<String> versions,
            String platform,
            List<TensorMetadata> inputs,
            List<TensorMetadata> outputs,
            Map<String, String> properties) {}

    /// A tensor's metadata; -1 is a dimension that varies.
    record TensorMetadata(String name, String datatype, List<Integer> shape) {}

    /// Whether a model can score now.
    ///
    /// @param error why not
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Readiness(String name, boolean ready, @Nullable String error) {}

    private final Models models;

    ModelController(Models models) {
        this.models = models;
    }

    @GetMapping("/v2/models/{model}")
    @Operation(summary = "Describes a model by its champion, or its newest version without one")
    Metadata describe(
            @Parameter(description = "The model's name") @PathVariable("model") String model) {
        List<ModelVersion> versions = models.versions(model);
        if (versions.isEmpty()) {
            throw unknown("Model %s not found".formatted(model));
        }
        ModelVersion shown = models.named(model, CHAMPION).orElse(versions.getFirst());
        return metadata(shown, versions.stream().map(ModelVersion::version).distinct().toList());
    }

    @GetMapping("/v2/models/{model}/versions/{version}")
    @Operation(summary = "Describes a version of a model")
    Metadata describe(
            @Parameter(description = "The model's name") @PathVariable("model") String model,
            @Parameter(description = "The version (sha-256)") @PathVariable("version")
                    String version) {
        return metadata(required(model, version), List.of(version));
    }

    @GetMapping("/v2/models/{model}/ready")
    @Operation(summary = "Says whether the champion can score; 503 when it cannot")
    ResponseEntity<Readiness> ready(
            @Parameter(description = "The model's name") @PathVariable("model") String model) {
        if (models.versions(model).isEmpty()) {
            throw unknown("Model %s not found".formatted(model));
        }
        return readiness(model, models.trouble(model, null, CHAMPION));
    }

    @GetMapping("/v2/models/{model}/versions/{version}/ready")
    @Operation(summary = "Says whether a version can score; 503 when it cannot")
    ResponseEntity<Readiness> ready(
            @Parameter(description = "The model's name") @PathVariable("model") String model,
            @Parameter(description = "The version (sha-256)") @PathVariable("version")
                    String version) {
        return readiness(model, models.trouble(required(model, version)));
    }

    private static ResponseEntity<Readiness> readiness(String model, Optional<String> trouble) {
        return trouble.map(why -> ResponseEntity.status(503).body(new Readiness(model, false, why)))
                .orElseGet(() -> ResponseEntity.ok(new Readiness(model, true, null)));
    }

    private ModelVersion required(String model, String version) {
        return models.version(model, NamedVersion.of(models, model, version))
                .orElseThrow(
                        () ->
                                unknown(
                                        "Model %s with version %s not found"
                                                .formatted(model, version)));
    }

    private static ProblemException unknown(String detail) {
        return new ProblemException(new Problem.NotFound(detail));
    }

    private static Metadata metadata(ModelVersion version, List<String> versions) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("target", version.target().name());
        properties.put("trained_at", version.lineage().trainedAt().toString());
        properties.put("described_version", version.version());
        if (!version.target().classes().isEmpty()) {
            properties.put("classes", String.join(",", version.target().classes()));
        }
        return new Metadata(
                version.name(),
                versions,
                "scorebus_" + version.program(),
                version.contract().features().stream().map(ModelController::input).toList(),
                InferOutput.of(version.target()).stream()
                        .map(output -> output(output, version))
                        .toList(),
                properties);
    }

    private static TensorMetadata input(Feature feature) {
        return new TensorMetadata(
                feature.name(), TensorRows.datatype(feature.type()).name(), List.of(-1));
    }

    private static TensorMetadata output(InferOutput output, ModelVersion version) {
        String datatype = InferWriter.datatype(output, version.target()).name();
        return switch (output) {
            case PREDICTED, EXPLANATION ->
                    new TensorMetadata(output.wireName(), datatype, List.of(-1));
            case PROBABILITIES ->
                    new TensorMetadata(
                            output.wireName(),
                            datatype,
                            List.of(-1, version.target().classes().size()));
        };
    }
}
