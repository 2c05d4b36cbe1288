package dev.scorebus.access;

import dev.scorebus.message.WireJson;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;

/// Stands at a port and lets in whom the [Door] admits. Whoever is admitted is the request's principal, which is what
/// Spring Boot asks for before it shows the details of a health check.
final class DoorFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient Door door;

    DoorFilter(Door door) {
        this.door = door;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        switch (door.answer(knock(request))) {
            case Door.Answer.Admitted(String as) -> chain.doFilter(named(request, as), response);
            case Door.Answer.Probe() -> chain.doFilter(request, response);
            case Door.Answer.Refused(int status, String detail) ->
                    refuse(request.getRequestURI(), response, status, detail);
        }
    }

    private static Door.Knock knock(HttpServletRequest request) {
        return new Door.Knock(
                request.getMethod(),
                request.getRequestURI(),
                request.getHeader("Host"),
                request.getHeader("Origin"),
                request.getHeader("Authorization"));
    }

    private static HttpServletRequest named(HttpServletRequest request, String name) {
        Principal principal = () -> name;
        return new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return principal;
            }
        };
    }

    private static void refuse(String path, HttpServletResponse response, int status, String detail)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        if (path.startsWith("/v1/") || path.startsWith("/v2/") || path.equals("/v2")) {
            response.setContentType("application/json");
            body.put("error", detail);
        } else {
            response.setContentType("application/problem+json");
            String slug = status == 401 ? "token-needed" : "not-allowed";
            body.put("type", "https://scorebus.dev/problems/" + slug);
            body.put("title", status == 401 ? "A token is needed" : "Not allowed");
            body.put("status", status);
            body.put("detail", detail);
            body.put("instance", path);
        }
        if (status == 401) {
            response.addHeader("WWW-Authenticate", "Bearer realm=\"scorebus\"");
            response.addHeader("WWW-Authenticate", "Basic realm=\"scorebus\", charset=\"UTF-8\"");
        }
        response.setStatus(status);
        response.getOutputStream().write(WireJson.mapper().writeValueAsBytes(body));
    }
}
