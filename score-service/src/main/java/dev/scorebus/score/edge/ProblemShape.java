package dev.scorebus.score.edge;

import dev.scorebus.message.WireJson;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// The body of a problem in the shape that a path speaks: `{"error": …}` for the inference protocols, RFC 9457 elsewhere.
final class ProblemShape {
    private ProblemShape() {}

    static ResponseEntity<byte[]> of(Problem problem, String path, HttpHeaders headers) {
        boolean inference =
                path.equals("/v1")
                        || path.equals("/v2")
                        || path.startsWith("/v1/")
                        || path.startsWith("/v2/");
        ByteArrayBuilder out = new ByteArrayBuilder(256);
        try (JsonGenerator json = WireJson.mapper().createGenerator(out)) {
            json.writeStartObject();
            if (inference) {
                json.writeStringProperty("error", problem.detail());
            } else {
                json.writeStringProperty("type", "https://scorebus.dev/problems/" + problem.slug());
                json.writeStringProperty("title", problem.title());
                json.writeNumberProperty("status", problem.status());
                json.writeStringProperty("detail", problem.detail());
                json.writeStringProperty("instance", path);
                if (problem instanceof Problem.Invalid(_, List<String> problems)) {
                    json.writeArrayPropertyStart("problems");
                    problems.forEach(json::writeString);
                    json.writeEndArray();
                }
            }
            json.writeEndObject();
        }
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(problem.status())
                        .headers(headers)
                        .contentType(
                                inference
                                        ? MediaType.APPLICATION_JSON
                                        : MediaType.APPLICATION_PROBLEM_JSON);
        if (problem instanceof Problem.NotReady) {
            response.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.body(out.toByteArray());
    }
}
