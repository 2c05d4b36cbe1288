package dev.scorebus.gateway.edge;

import dev.scorebus.gateway.table.Service;
import dev.scorebus.message.WireJson;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;

/// An error of the gateway's own. Under `/v1` and `/v2` it is written as these protocols do, elsewhere as RFC 9457 says.
///
/// @param status of HTTP
/// @param slug the last part of the problem's type
/// @param title the same for every problem of this type
/// @param detail what is wrong here, and what to do
public record Problem(int status, String slug, String title, String detail) {
    static final String RETRY_AFTER_SECONDS = "5";

    /// Nothing answers this path.
    static Problem unknownPath(String path) {
        return new Problem(
                404,
                "unknown-path",
                "Unknown path",
                "Nothing answers %s. /openapi.json lists all paths.".formatted(path));
    }

    /// No service knows this method.
    static Problem unknownMethod(String method) {
        return new Problem(
                501,
                "unknown-method",
                "Unknown method",
                "The method %s is not known here. /openapi.json lists what each path takes."
                        .formatted(method));
    }

    /// The path can be read in two ways.
    static Problem ambiguousPath() {
        return new Problem(
                400,
                "ambiguous-path",
                "Ambiguous path",
                "The path must not hold '.' or '..' segments, ';', '//' or an encoded slash, backslash or dot.");
    }

    /// The query cannot be decoded.
    static Problem brokenQuery() {
        return new Problem(
                400,
                "broken-query",
                "Broken query",
                "The query holds a '%' that two hexadecimal digits do not follow. Write a percent sign as %25.");
    }

    /// The headers are too large.
    static Problem headersTooLarge(long limit) {
        return new Problem(
                431,
                "headers-too-large",
                "Request headers too large",
                "The headers of a request have at most %d bytes. Send fewer or shorter ones."
                        .formatted(limit));
    }

    /// The body is too large.
    static Problem bodyTooLarge(long limit) {
        return new Problem(
                413,
                "body-too-large",
                "Request body too large",
                "The body has at most %d bytes here. Send it in parts; data sets are uploaded to /api/data-sets/{name}."
                        .formatted(limit));
    }

    /// The client stopped sending.
    static Problem bodyTooSlow() {
        return new Problem(
                408,
                "body-too-slow",
                "Request timeout",
                "The rest of the body did not come in time.");
    }

    /// The bodies of all requests together are too large.
    static Problem noRoomForBody() {
        return new Problem(
                503,
                "no-room-for-body",
                "No room for the body",
                "The bodies of all requests together are more than the gateway holds; nothing was done. Try again in a few seconds.");
    }

    /// The client's body cannot be read.
    static Problem bodyBroken() {
        return new Problem(
                400, "body-broken", "Body broken off", "The body of the request broke off.");
    }

    /// The service cannot be reached.
    public static Problem down(Service service) {
        return new Problem(
                503,
                "service-unavailable",
                "Service unavailable",
                "%s cannot be reached; nothing was done. Try again in a few seconds."
                        .formatted(service));
    }

    /// The service has as many requests as it may have.
    public static Problem busy(Service service) {
        return new Problem(
                503,
                "service-busy",
                "Service busy",
                "%s has no room for another request; nothing was done. Try again in a few seconds."
                        .formatted(service));
    }

    /// The service did not answer in time.
    public static Problem tooLate(Service service) {
        return new Problem(
                504,
                "service-timeout",
                "Service timeout",
                "%s did not answer in time; whether it did what was asked is not known."
                        .formatted(service));
    }

    /// The service ended the connection.
    public static Problem brokenOff(Service service) {
        return new Problem(
                502,
                "service-broke-off",
                "Service broke off",
                "%s ended the connection before it answered; whether it did what was asked is not known."
                        .formatted(service));
    }

    /// As a response to be written later.
    public ServerResponse response(HttpServletRequest request) {
        String path = request.getRequestURI();
        ServerResponse.BodyBuilder response =
                ServerResponse.status(status).contentType(mediaType(path));
        if (status == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(bytes(path));
    }

    static boolean isInferenceProtocol(String path) {
        return path.matches("/v[12](/.*)?");
    }

    MediaType mediaType(String path) {
        return isInferenceProtocol(path)
                ? MediaType.APPLICATION_JSON
                : MediaType.APPLICATION_PROBLEM_JSON;
    }

    byte[] bytes(String path) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (isInferenceProtocol(path)) {
            body.put("error", detail);
        } else {
            body.put("type", "https://scorebus.dev/problems/" + slug);
            body.put("title", title);
            body.put("status", status);
            body.put("detail", detail);
            body.put("instance", path);
        }
        return WireJson.mapper().writeValueAsBytes(body);
    }
}
