package dev.scorebus.score.request.api;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.ScoreWriter;
import dev.scorebus.score.request.Asked;
import dev.scorebus.score.request.Body;
import dev.scorebus.score.request.JsonAnswer;
import dev.scorebus.score.request.JsonRows;
import dev.scorebus.score.request.Scorer;
import dev.scorebus.score.request.Scores;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// `POST /api/models/{name}/score`.
@RestController
@Tag(name = "Score", description = "Score rows of features, with explanations")
final class ScoreController {
    private static final String EXAMPLE =
            """
            {"team_size": 4, "main_team_member": true, "lang": "java"}""";

    private final Scorer scorer;

    /// The features of a row, for the description of the interface: each name leads to a number, a boolean, a text or null.
    @Schema(type = "object", description = "Features by their names")
    interface Row {}

    ScoreController(Scorer scorer) {
        this.scorer = scorer;
    }

    @PostMapping("/api/models/{name}/score")
    @Operation(
            summary = "Scores one object of features, or an array of them",
            description =
                    "All rows are scored, or none and the problem names the row. Null and absent features are missing. A field that is no feature of the model is refused, with the feature that is most like it; `unknown=ignore` lets it pass.",
            requestBody =
                    @RequestBody(
                            description = "One object of features, or an array of them",
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema =
                                                    @Schema(
                                                            oneOf = {
                                                                ScoreController.Row.class,
                                                                ScoreController.Row[].class
                                                            }),
                                            examples = @ExampleObject(EXAMPLE))))
    @ApiResponse(
            responseCode = "200",
            description = "A score, or an array of scores when an array was sent",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema =
                                    @Schema(
                                            oneOf = {
                                                dev.scorebus.model.Score.class,
                                                dev.scorebus.model.Score[].class
                                            })))
    void score(
            @Parameter(description = "The model's name") @PathVariable("name") String name,
            @Parameter(description = "For whom; the model for all customers where absent")
                    @RequestParam(name = "customer", required = false)
                    @Nullable String customer,
            @Parameter(description = "`all` (default), `none` or `top-N`")
                    @RequestParam(name = "explain", required = false)
                    @Nullable String explain,
            @Parameter(
                            description =
                                    "The version (sha-256, or its beginning of 6 characters or more that no other has); the champion where absent")
                    @RequestParam(name = "version", required = false)
                    @Nullable String version,
            @Parameter(
                            description =
                                    "What becomes of a field that is no feature of the model: `refuse` (default) or `ignore`")
                    @RequestParam(name = "unknown", required = false)
                    @Nullable String unknown,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        byte[] body = Body.read(request, scorer.mostBytes());
        Asked asked =
                new Asked(
                        "api",
                        name,
                        version,
                        customer,
                        Asked.explain(explain),
                        Asked.unknown(unknown));
        boolean many = startsWith(body, '[');
        Scores scores = scorer.score(asked, _ -> many ? rows(body) : List.of(Message.of(body)));
        JsonAnswer.ok(response, json -> write(json, scores, many));
    }

    private static boolean startsWith(byte[] body, char wanted) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == wanted;
            }
        }
        return false;
    }

    private List<Message> rows(byte[] body) {
        try (JsonParser parser = WireJson.mapper().createParser(body)) {
            parser.nextToken();
            List<Message> rows = JsonRows.objects(body, parser, scorer.mostRows());
            if (parser.nextToken() != null) {
                throw ProblemException.malformed("The body goes on after the array of rows");
            }
            return rows;
        } catch (JacksonException e) {
            throw JsonRows.unreadable(e);
        }
    }

    private static void write(JsonGenerator json, Scores scores, boolean many) {
        if (many) {
            json.writeStartArray();
        }
        for (Reply.Scored row : scores.rows()) {
            json.writeStartObject();
            ScoreWriter.writeFields(json, row);
            ModelVersion model = scores.model();
            ScoreWriter.writeModel(json, model.name(), model.version(), model.customer());
            json.writeEndObject();
        }
        if (many) {
            json.writeEndArray();
        }
    }
}
