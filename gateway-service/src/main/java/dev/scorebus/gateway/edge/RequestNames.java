package dev.scorebus.gateway.edge;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Gives every request an id and a trace (W3C Trace Context), takes over what the client sent where it is sane, and puts
/// both on every log line of the request.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class RequestNames extends HttpFilter {
    public static final String REQUEST_ID = "X-Request-Id";
    public static final String TRACE_PARENT = "traceparent";
    public static final String TRACE_STATE = "tracestate";
    public static final String NO_SNIFF = "X-Content-Type-Options";

    private static final long serialVersionUID = 1L;
    private static final String ATTRIBUTE = RequestNames.class.getName();
    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TRACE =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.{0,200})?");
    private static final SecureRandom RANDOM = new SecureRandom();

    /// What a request is called.
    ///
    /// @param requestId the client's, or a new one
    /// @param traceParent the client's, or a new one
    /// @param traceStarted whether the trace begins here
    public record Names(String requestId, String traceParent, boolean traceStarted) {
        String traceId() {
            return traceParent.substring(3, 35);
        }
    }

    /// What this filter called a request.
    public static Names of(HttpServletRequest request) {
        return Objects.requireNonNull(
                (Names) request.getAttribute(ATTRIBUTE), "The request has passed no RequestNames");
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Names names = name(request);
        request.setAttribute(ATTRIBUTE, names);
        response.setHeader(REQUEST_ID, names.requestId());
        response.setHeader(NO_SNIFF, "nosniff");
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", names.requestId());
                MDC.MDCCloseable _ = MDC.putCloseable("traceId", names.traceId())) {
            chain.doFilter(request, response);
        }
    }

    private static Names name(HttpServletRequest request) {
        List<String> ids = Collections.list(request.getHeaders(REQUEST_ID));
        String id =
                ids.size() == 1 && SANE_ID.matcher(ids.getFirst()).matches()
                        ? ids.getFirst()
                        : random(16);
        List<String> traces = Collections.list(request.getHeaders(TRACE_PARENT));
        if (traces.size() == 1 && isValid(traces.getFirst())) {
            return new Names(id, traces.getFirst(), false);
        }
        return new Names(id, "00-%s-%s-00".formatted(random(16), random(8)), true);
    }

    /// Version 00 has exactly four fields; a later version may have more, and ff is none.
    static boolean isValid(String traceParent) {
        return TRACE.matcher(traceParent).matches()
                && (!traceParent.startsWith("00") || traceParent.length() == 55);
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
