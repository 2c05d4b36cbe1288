package dev.scorebus.refusal;

import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Answers what Tomcat itself refuses in the shapes of the services, not as a page: `{"error": …}` under `/v1` and `/v2`,
/// RFC 9457 elsewhere.
final class ProblemValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String path = String.valueOf(request.getRequestURI());
        boolean inference = path.matches("/v[12](/.*)?");
        byte[] body = WireJson.mapper().writeValueAsBytes(body(status, path, inference));
        try {
            response.setContentType(inference ? "application/json" : "application/problem+json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> body(int status, String path, boolean inference) {
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error " + status : known.getReasonPhrase();
        Map<String, Object> body = new LinkedHashMap<>();
        if (inference) {
            body.put("error", detail(status, title));
        } else {
            body.put("type", "https://scorebus.dev/problems/http-" + status);
            body.put("title", title);
            body.put("status", status);
            body.put("detail", detail(status, title));
            body.put("instance", path);
        }
        return body;
    }

    private static String detail(int status, String title) {
        return switch (status) {
            case 400 ->
                    "The request cannot be read: its path, a header or the framing of its body is not as HTTP says. A path holds no encoded slash, backslash or U+0000.";
            case 417 -> "Of all expectations only 'Expect: 100-continue' is known here.";
            default ->
                    status < 500
                            ? "The request was refused: %s.".formatted(title)
                            : "The service failed on this request; its log says why.";
        };
    }
}
