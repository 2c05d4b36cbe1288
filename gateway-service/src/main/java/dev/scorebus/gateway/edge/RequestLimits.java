package dev.scorebus.gateway.edge;

import dev.scorebus.gateway.settings.GatewayProperties;
import dev.scorebus.gateway.table.RouteTable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// Turns away what is too large, and paths that a service could read otherwise than the gateway. A body is counted while it
/// flows past, so one without a declared length is limited too and none is held in memory.
final class RequestLimits extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|[;\\\\]|(?i:%2f|%5c|%2e|%00)|/\\.\\.?(/|$)");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final long headers;
    private final long body;
    private final long upload;

    RequestLimits(GatewayProperties.Limits limits) {
        this.headers = limits.headers().toBytes();
        this.body = limits.body().toBytes();
        this.upload = limits.upload().toBytes();
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI();
        long limit = RouteTable.isUpload(request.getMethod(), path) ? upload : body;
        if (headerBytes(request) > headers) {
            refuse(Problem.headersTooLarge(headers), path, response);
        } else if (AMBIGUOUS.matcher(path).find()) {
            refuse(Problem.ambiguousPath(), path, response);
        } else if (hasBrokenEscape(request)) {
            refuse(Problem.brokenQuery(), path, response);
        } else if (request.getContentLengthLong() > limit) {
            refuse(Problem.bodyTooLarge(limit), path, response);
        } else {
            chain.doFilter(new LimitedRequest(request, limit), response);
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
        response.setContentType(problem.mediaType(path).toString());
        response.getOutputStream().write(problem.bytes(path));
    }
}
