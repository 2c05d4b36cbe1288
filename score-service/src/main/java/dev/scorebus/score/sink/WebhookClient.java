package dev.scorebus.score.sink;

import dev.scorebus.action.Action.Output;
import dev.scorebus.message.CloudEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Posts scores as CloudEvents in binary mode. It goes where it is sent and nowhere else: no redirect, no proxy, no cookie, no
/// second try of its own; of an answer it reads a little, and believes the status.
final class WebhookClient implements AutoCloseable {
    private static final int MOST_OF_AN_ANSWER = 64 * 1024;

    private static final ContentType JSON = ContentType.create("application/json");

    private final URI url;
    private final CloseableHttpClient http;

    /// @param dns finds the addresses that may be called
    WebhookClient(Output.Webhook output, DnsResolver dns, int connections) {
        this.url = output.url();
        Timeout timeout = Timeout.of(output.timeout());
        this.http =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setDnsResolver(dns)
                                        .setMaxConnTotal(connections)
                                        .setMaxConnPerRoute(connections)
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(timeout)
                                                        .setSocketTimeout(timeout)
                                                        .setTimeToLive(Timeout.ofMinutes(1))
                                                        .build())
                                        .setConnectionFactory(
                                                ManagedHttpClientConnectionFactory.builder()
                                                        .http1Config(
                                                                Http1Config.custom()
                                                                        .setMaxHeaderCount(100)
                                                                        .setMaxLineLength(8 * 1024)
                                                                        .build())
                                                        .build())
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setResponseTimeout(timeout)
                                        .setConnectionRequestTimeout(timeout)
                                        .build())
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .disableContentCompression()
                        .setUserAgent("scorebus")
                        .build();
    }

    /// What came of a call.
    sealed interface Answer {
        /// It was taken.
        record Taken() implements Answer {}

        /// It was refused, for good.
        record Refused(String why) implements Answer {}

        /// Nobody can be told anything now.
        ///
        /// @param after how long to wait, as the other side has it
        record Fault(String why, Duration after) implements Answer {
            static Fault slow() {
                return new Fault(
                        "there was no time left for all scores; what was answered is not sent again",
                        Duration.ZERO);
            }
        }
    }

    /// Posts one score.
    Answer post(Delivery delivery) {
        HttpPost post = new HttpPost(url);
        headers(delivery).forEach(post::addHeader);
        post.setEntity(new ByteArrayEntity(delivery.event().data(), JSON));
        try {
            ClassicHttpResponse response = http.executeOpen(HttpHost.create(url), post, null);
            Answer answer = answer(response);
            finish(post, response);
            return answer;
        } catch (IOException e) {
            return new Answer.Fault(
                    "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()),
                    Duration.ZERO);
        }
    }

    /// Read to its end the connection serves again; an answer that is longer than any should be is cut off, with its connection.
    private static void finish(HttpPost post, ClassicHttpResponse response) throws IOException {
        HttpEntity body = response.getEntity();
        if (body == null) {
            response.close();
            return;
        }
        InputStream content = body.getContent();
        byte[] _ = content.readNBytes(MOST_OF_AN_ANSWER);
        if (content.read() >= 0) {
            boolean _ = post.cancel();
        } else {
            response.close();
        }
    }

    private static Answer answer(ClassicHttpResponse response) {
        int status = response.getCode();
        if (status >= 200 && status < 300) {
            return new Answer.Taken();
        }
        String words = "it answered %d".formatted(status);
        boolean later = status == 408 || status == 425 || status == 429;
        if (status >= 400 && status < 500 && !later) {
            return new Answer.Refused(words);
        }
        return new Answer.Fault(
                status >= 300 && status < 400 ? words + ", and redirects are not followed" : words,
                after(response.getFirstHeader("Retry-After")));
    }

    private static Duration after(@Nullable Header retry) {
        String seconds = retry == null ? "" : retry.getValue();
        return seconds.matches("[0-9]{1,6}")
                ? Duration.ofSeconds(Integer.parseInt(seconds))
                : Duration.ZERO;
    }

    private static List<Header> headers(Delivery delivery) {
        CloudEvent event = delivery.event();
        List<Header> headers = new ArrayList<>();
        headers.add(new BasicHeader("Idempotency-Key", delivery.identity()));
        headers.add(new BasicHeader("ce-specversion", "1.0"));
        headers.add(new BasicHeader("ce-id", encoded(event.id())));
        headers.add(new BasicHeader("ce-source", encoded(event.source())));
        headers.add(new BasicHeader("ce-type", encoded(event.type())));
        String subject = event.subject();
        if (subject != null) {
            headers.add(new BasicHeader("ce-subject", encoded(subject)));
        }
        Instant time = event.time();
        if (time != null) {
            headers.add(new BasicHeader("ce-time", time.toString()));
        }
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            String value = encoded(extension.getValue());
            headers.add(new BasicHeader("ce-" + extension.getKey(), value));
            if (extension.getKey().equals("traceparent")) {
                headers.add(new BasicHeader("traceparent", value));
            }
        }
        return headers;
    }

    /// Text as the HTTP binding of CloudEvents writes it: what is no visible ASCII character, quotes and percent signs as percent
    /// signs with the bytes of UTF-8. So no header can hold a line break.
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && b != '"' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xff));
            }
        }
        return encoded.toString();
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
