package dev.scorebus.score.request.oip;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.Target;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.program.UnknownFields;
import dev.scorebus.score.request.Asked;
import dev.scorebus.score.request.Body;
import dev.scorebus.score.request.JsonAnswer;
import dev.scorebus.score.request.Scorer;
import dev.scorebus.score.request.Scores;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `POST /v2/models/{model}[/versions/{version}]/infer`.
@RestController
@Tag(name = "Open Inference Protocol v2", description = "Score tensors; errors are {\"error\": …}")
final class InferController {
    private static final String EXAMPLE =
            """
            {"id": "1", "parameters": {"explain": true}, "inputs": [
              {"name": "team_size", "datatype": "FP64", "shape": [1], "data": [4]},
              {"name": "lang", "datatype": "BYTES", "shape": [1], "data": ["java"]}]}""";

    private final Scorer scorer;

    InferController(Scorer scorer) {
        this.scorer = scorer;
    }

    @PostMapping("/v2/models/{model}/infer")
    @Operation(
            summary = "Scores tensors with the champion",
            description =
                    "One input per feature, named like it, or one numeric matrix over all features. `parameters.explain` (true, all, top-N) or naming `explanation` in `outputs` asks for the explanation; `parameters.customer` for a customer's model.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(type = "object"),
                                            examples = @ExampleObject(EXAMPLE))))
    void infer(
            @Parameter(description = "The model's name") @PathVariable("model") String model,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        answer(model, null, request, response);
    }

    @PostMapping("/v2/models/{model}/versions/{version}/infer")
    @Operation(
            summary = "Scores tensors with a given version",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(type = "object"),
                                            examples = @ExampleObject(EXAMPLE))))
    void infer(
            @Parameter(description = "The model's name") @PathVariable("model") String model,
            @Parameter(description = "The version (sha-256)") @PathVariable("version")
                    String version,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        answer(model, version, request, response);
    }

    private void answer(
            String model,
            @Nullable String version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        byte[] body = Body.read(request, scorer.mostBytes());
        InferRequest infer = InferReader.read(body, body.length);
        Explain explain = explain(infer);
        Asked asked =
                new Asked("v2", model, version, customer(infer), explain, UnknownFields.REFUSE);
        List<InferOutput> outputs = new ArrayList<>();
        Scores scores =
                scorer.score(
                        asked,
                        chosen -> {
                            outputs.addAll(outputs(infer, chosen, explain));
                            return new TensorRows(chosen.contract(), scorer.mostRows())
                                    .of(infer.inputs());
                        });
        String id = infer.id() == null ? UUID.randomUUID().toString() : infer.id();
        JsonAnswer.ok(response, json -> InferWriter.write(json, id, scores, outputs));
    }

    private static @Nullable String customer(InferRequest infer) {
        Object customer = infer.parameters().get("customer");
        if (customer != null && !(customer instanceof String)) {
            throw ProblemException.malformed("'parameters.customer' is not a string");
        }
        return (String) customer;
    }

    private static Explain explain(InferRequest infer) {
        boolean named = infer.outputs().contains(InferOutput.EXPLANATION.wireName());
        if (!infer.outputs().isEmpty() && !named) {
            return Explain.NONE;
        }
        Object asked = infer.parameters().get("explain");
        try {
            return switch (asked) {
                case null -> named ? Explain.ALL : Explain.NONE;
                case Boolean all -> all || named ? Explain.ALL : Explain.NONE;
                case String text -> Explain.of(text);
                default ->
                        throw ProblemException.malformed(
                                "'parameters.explain' is true, false, all, none or top-N");
            };
        } catch (IllegalArgumentException e) {
            throw ProblemException.malformed(
                    "'parameters.explain' is true, false, all, none or top-N");
        }
    }

    private static List<InferOutput> outputs(
            InferRequest infer, ModelVersion model, Explain explain) {
        List<InferOutput> offered = InferOutput.of(model.target());
        if (infer.outputs().isEmpty()) {
            return offered.stream()
                    .filter(output -> output != InferOutput.EXPLANATION || explain.top() > 0)
                    .toList();
        }
        return infer.outputs().stream().map(name -> output(name, offered, model.target())).toList();
    }

    private static InferOutput output(String name, List<InferOutput> offered, Target target) {
        return offered.stream()
                .filter(output -> output.wireName().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                ProblemException.malformed(
                                        "Output '%s' is not offered; a %s model has %s"
                                                .formatted(
                                                        name,
                                                        target.type(),
                                                        offered.stream()
                                                                .map(InferOutput::wireName)
                                                                .toList())));
    }
}
