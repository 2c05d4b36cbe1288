package dev.scorebus.gateway.edge;

import dev.scorebus.gateway.settings.GatewayProperties;
import dev.scorebus.gateway.table.RouteTable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/// Turns away what is too large or too slow, and paths that a service could read otherwise than the gateway. A body is taken
/// in whole before it is passed on, within the room that all bodies share; an upload is counted while it flows past.
final class RequestLimits extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|[;\\\\]|(?i:%2f|%5c|%2e|%00)|/\\.\\.?(/|$)");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final long headers;
    private final long body;
    private final long upload;
    private final Duration patience;
    private final transient BodyMemory memory;

    RequestLimits(GatewayProperties properties) {
        GatewayProperties.Limits limits = properties.limits();
        this.memory = new BodyMemory(limits.bodies().toBytes());
        this.patience = properties.timeouts().body();
        this.headers = limits.headers().toBytes();
        this.body = limits.body().toBytes();
        this.upload = limits.upload().toBytes();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        boolean streams = RouteTable.isUpload(request.getMethod(), path);
        long limit = streams ? upload : body;
        if (!METHODS.contains(request.getMethod())) {
            refuse(Problem.unknownMethod(request.getMethod()), path, response);
        } else if (headerBytes(request) > headers) {
            refuse(Problem.headersTooLarge(headers), path, response);
        } else if (AMBIGUOUS.matcher(path).find()) {
            refuse(Problem.ambiguousPath(), path, response);
        } else if (hasBrokenEscape(request)) {
            refuse(Problem.brokenQuery(), path, response);
        } else if (request.getContentLengthLong() > limit) {
            refuse(Problem.bodyTooLarge(limit), path, response);
        } else if (streams) {
            chain.doFilter(new LimitedRequest(request, limit), response);
        } else {
            passWhole(new LimitedRequest(request, limit), response, chain);
        }
    }

    private void passWhole(LimitedRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try (HeldBody whole = new HeldBody(memory)) {
            Optional<Problem> problem = whole.fill(request.getInputStream(), patience);
            if (problem.isPresent()) {
                refuse(problem.get(), request.getRequestURI(), response);
            } else {
                request.readFrom(whole.open());
                chain.doFilter(request, response);
            }
        }
    }

    private static boolean hasBrokenEscape(HttpServletRequest request) {
        return request.getQueryString() != null
                && BROKEN_ESCAPE.matcher(request.getQueryString()).find();
    }

    private static long headerBytes(HttpServletRequest request) {
        long bytes = 0;
        for (String name : Collections.list(request.getHeaderNames())) {
            List<String> values = Collections.list(request.getHeaders(name));
            bytes += (long) name.length() * values.size();
            bytes += values.stream().mapToLong(String::length).sum();
        }
        return bytes;
    }

    private static void refuse(Problem problem, String path, HttpServletResponse response)
            throws IOException {
        response.setStatus(problem.status());
        if (problem.status() == 503) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER_SECONDS);
        }
        response.setContentType(problem.mediaType(path).toString());
        response.getOutputStream().write(problem.bytes(path));
    }
}
