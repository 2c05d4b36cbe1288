package dev.scorebus.gateway.route;

import dev.scorebus.gateway.edge.RequestNames;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;

/// The headers that a service sees: the client's, less those of the connection and those by which a client could pass for a
/// proxy; with the request's id and its trace.
@Component
class RequestHeaders implements RequestHttpHeadersFilter, Ordered {
    private static final List<String> OF_THE_CONNECTION =
            List.of(
                    "connection",
                    "expect",
                    "forwarded",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "x-real-ip");

    @Override
    public HttpHeaders apply(HttpHeaders input, ServerRequest request) {
        Set<String> dropped = new TreeSet<>(OF_THE_CONNECTION);
        request.headers().header(HttpHeaders.CONNECTION).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .forEach(dropped::add);
        dropped.removeAll(Set.of("content-type", "content-length", "authorization"));

        RequestNames.Names names = RequestNames.of(request.servletRequest());
        HttpHeaders passed = new HttpHeaders();
        input.forEach(
                (name, values) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!dropped.contains(lower) && !lower.startsWith("x-forwarded-")) {
                        passed.addAll(name, values);
                    }
                });
        passed.set(RequestNames.REQUEST_ID, names.requestId());
        passed.set(RequestNames.TRACE_PARENT, names.traceParent());
        if (names.traceStarted()) {
            passed.remove(RequestNames.TRACE_STATE);
        }
        return passed;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
