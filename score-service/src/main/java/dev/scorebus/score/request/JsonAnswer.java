package dev.scorebus.score.request;

import dev.scorebus.message.WireJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/// Writes JSON answers as a stream into one buffer, so that their length is known and a failure leaves no half answer.
public final class JsonAnswer {
    private JsonAnswer() {}

    /// Answers 200 with what `body` writes.
    public static void ok(HttpServletResponse response, Consumer<JsonGenerator> body)
            throws IOException {
        send(response, 200, body);
    }

    /// Answers with the given status and what `body` writes.
    public static void send(HttpServletResponse response, int status, Consumer<JsonGenerator> body)
            throws IOException {
        ByteArrayBuilder out = new ByteArrayBuilder(1024);
        try (JsonGenerator json = WireJson.mapper().createGenerator(out)) {
            body.accept(json);
        }
        byte[] bytes = out.toByteArray();
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
