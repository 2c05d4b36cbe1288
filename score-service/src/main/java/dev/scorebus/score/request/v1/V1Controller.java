package dev.scorebus.score.request.v1;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.model.Models;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.ScoreWriter;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

/// KServe v1.
@RestController
@Tag(name = "KServe v1", description = "Score instances; errors are {\"error\": …}")
final class V1Controller {
    private static final String CHAMPION = "champion";
    private static final String EXAMPLE =
            """
            {"instances": [{"team_size": 4, "lang": "java"}]}""";

    /// `GET /v1/models`.
    record Names(List<String> models) {}

    /// `GET /v1/models/{model}`.
    record Readiness(String name, boolean ready) {}

    private final Scorer scorer;
    private final Models models;

    V1Controller(Scorer scorer, Models models) {
        this.scorer = scorer;
        this.models = models;
    }

    @GetMapping("/v1/models")
    @Operation(summary = "Lists the models' names")
    Names names() {
        return new Names(models.names());
    }

    @GetMapping("/v1/models/{model}")
    @Operation(summary = "Says whether the champion can score")
    Readiness ready(
            @Parameter(description = "The model's name") @PathVariable("model") String model) {
        if (models.versions(model).isEmpty()) {
            throw new ProblemException(new Problem.NotFound("Model %s not found".formatted(model)));
        }
        return new Readiness(model, models.trouble(model, null, CHAMPION).isEmpty());
    }

    @PostMapping("/v1/models/{model}:predict")
    @Operation(
            summary = "Scores instances",
            description =
                    "An instance is an object of features, or an array of them in the order of the model's inputs. A prediction is a class or a number. A field that is no feature of the model is refused; `unknown=ignore` lets it pass.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(type = "object"),
                                            examples = @ExampleObject(EXAMPLE))))
    void predict(
            @Parameter(description = "The model's name") @PathVariable("model") String model,
            @Parameter(description = "For whom; the model for all customers where absent")
                    @RequestParam(name = "customer", required = false)
                    @Nullable String customer,
            @Parameter(
                            description =
                                    "What becomes of a field that is no feature of the model: `refuse` (default) or `ignore`")
                    @RequestParam(name = "unknown", required = false)
                    @Nullable String unknown,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        Asked asked = new Asked("v1", model, null, customer, Explain.NONE, Asked.unknown(unknown));
        Scores scores = scores(asked, request);
        JsonAnswer.ok(response, json -> write(json, scores, false));
    }

    @PostMapping("/v1/models/{model}:explain")
    @Operation(
            summary = "Scores instances and explains each score",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(type = "object"),
                                            examples = @ExampleObject(EXAMPLE))))
    void explain(
            @Parameter(description = "The model's name") @PathVariable("model") String model,
            @Parameter(description = "For whom; the model for all customers where absent")
                    @RequestParam(name = "customer", required = false)
                    @Nullable String customer,
            @Parameter(
                            description =
                                    "What becomes of a field that is no feature of the model: `refuse` (default) or `ignore`")
                    @RequestParam(name = "unknown", required = false)
                    @Nullable String unknown,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        Asked asked = new Asked("v1", model, null, customer, Explain.ALL, Asked.unknown(unknown));
        Scores scores = scores(asked, request);
        JsonAnswer.ok(response, json -> write(json, scores, true));
    }

    private Scores scores(Asked asked, HttpServletRequest request) {
        byte[] body = Body.read(request, scorer.mostBytes());
        return scorer.score(
                asked, model -> Instances.read(body, model.contract(), scorer.mostRows()));
    }

    private static void write(JsonGenerator json, Scores scores, boolean explained) {
        json.writeStartObject();
        json.writeArrayPropertyStart("predictions");
        for (Reply.Scored row : scores.rows()) {
            ScoreWriter.writeValue(json, row.answer());
        }
        json.writeEndArray();
        if (explained) {
            json.writeArrayPropertyStart("explanations");
            for (Reply.Scored row : scores.rows()) {
                if (row.explained() != null) {
                    ScoreWriter.writeExplanation(json, row.explained());
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
