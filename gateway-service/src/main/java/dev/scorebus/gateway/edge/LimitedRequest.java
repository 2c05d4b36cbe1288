package dev.scorebus.gateway.edge;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriUtils;

/// A request whose body ends in a [RequestBodyException] when it grows over a limit, and whose parameters are those of the
/// query alone: a form's body is the service's to read (`curl -d` calls every body a form).
final class LimitedRequest extends HttpServletRequestWrapper {
    private final long limit;
    private final Map<String, String[]> query;
    private @Nullable ServletInputStream body;

    LimitedRequest(HttpServletRequest request, long limit) {
        super(request);
        this.limit = limit;
        this.query = parse(request.getQueryString());
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            body = new Counted(super.getInputStream());
        }
        return body;
    }

    /// Gives the body from here on, which has been read from the client.
    void readFrom(InputStream whole) {
        body = new Counted(whole);
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = query.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Collections.unmodifiableMap(query);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(query.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return query.get(name);
    }

    private static Map<String, String[]> parse(@Nullable String query) {
        MultiValueMap<String, String> parsed = new LinkedMultiValueMap<>();
        if (query != null) {
            Arrays.stream(query.split("&"))
                    .filter(pair -> !pair.isEmpty())
                    .map(pair -> pair.split("=", 2))
                    .forEach(
                            pair ->
                                    parsed.add(
                                            decode(pair[0]),
                                            pair.length == 1 ? "" : decode(pair[1])));
        }
        Map<String, String[]> arrays = new LinkedHashMap<>();
        parsed.forEach((name, values) -> arrays.put(name, values.toArray(String[]::new)));
        return arrays;
    }

    private static String decode(String text) {
        return UriUtils.decode(text.replace('+', ' '), StandardCharsets.UTF_8);
    }

    /// Counts what is read.
    private final class Counted extends ServletInputStream {
        private final InputStream in;
        private long read;
        private boolean finished;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = readFromClient(buffer, offset, length);
            read += Math.max(count, 0);
            finished = count < 0;
            if (read > limit) {
                throw new RequestBodyException(Problem.bodyTooLarge(limit));
            }
            return count;
        }

        private int readFromClient(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                boolean tooSlow =
                        e instanceof SocketTimeoutException
                                || e.getCause() instanceof SocketTimeoutException;
                throw new RequestBodyException(
                        tooSlow ? Problem.bodyTooSlow() : Problem.bodyBroken(), e);
            }
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("The body is read by the request's own thread");
        }
    }
}
