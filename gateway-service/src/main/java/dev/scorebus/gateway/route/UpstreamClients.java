package dev.scorebus.gateway.route;

import dev.scorebus.gateway.settings.GatewayProperties;
import dev.scorebus.gateway.table.RouteTable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;

/// The connections to the services: a pool with a bound per service, and more patience for uploads. It passes on what it is
/// given and adds nothing: no redirects followed, no retries, no cookies, no decompression. A service that answers before
/// it has read the whole request is heard; an upload asks before it sends, and its connection is not used again.
record UpstreamClients(
        HttpComponentsClientHttpRequestFactory ordinary,
        HttpComponentsClientHttpRequestFactory uploads)
        implements ClientHttpRequestFactory, DisposableBean {
    /// A look for an early answer costs a millisecond of an upload's time.
    private static final long BYTES_BETWEEN_LOOKS = 128 * 1024;

    private static final TimeValue IDLE_BEFORE_CHECK = TimeValue.ofSeconds(1);

    static UpstreamClients of(GatewayProperties properties) {
        GatewayProperties.Timeouts timeouts = properties.timeouts();
        return new UpstreamClients(
                factory(builder(properties, timeouts.response(), false)),
                factory(
                        builder(properties, timeouts.upload(), true)
                                .setRequestExecutor(waitsForContinue(timeouts.upload()))
                                .setConnectionReuseStrategy((_, _, _) -> false)));
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        return RouteTable.isUpload(method.name(), uri.getRawPath())
                ? uploads.createRequest(uri, method)
                : ordinary.createRequest(uri, method);
    }

    @Override
    public void destroy() throws Exception {
        ordinary.destroy();
        uploads.destroy();
    }

    private static HttpComponentsClientHttpRequestFactory factory(HttpClientBuilder client) {
        return new HttpComponentsClientHttpRequestFactory(client.build());
    }

    private static HttpClientBuilder builder(
            GatewayProperties properties, Duration response, boolean askFirst) {
        int connections = properties.limits().connections();
        Timeout connect = Timeout.of(properties.timeouts().connect());
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(connections)
                                .setMaxConnTotal(Integer.MAX_VALUE)
                                .setConnectionFactory(hearsEarlyAnswers())
                                .setDefaultConnectionConfig(
                                        ConnectionConfig.custom()
                                                .setConnectTimeout(connect)
                                                .setSocketTimeout(Timeout.of(response))
                                                .setValidateAfterInactivity(IDLE_BEFORE_CHECK)
                                                .build())
                                .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setConnectionRequestTimeout(connect)
                                .setResponseTimeout(Timeout.of(response))
                                .setExpectContinueEnabled(askFirst)
                                .build())
                .addExecInterceptorFirst("broken-off", new BrokenOffRequests())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableDefaultUserAgent();
    }

    /// The library stops waiting after three seconds and sends. A service that says "continue" later would then be taken for one
    /// that answers early, the body would not be sent on, and each side would wait for the other.
    private static HttpRequestExecutor waitsForContinue(Duration patience) {
        return new HttpRequestExecutor(
                Http1Config.custom().setWaitForContinueTimeout(Timeout.of(patience)).build(),
                DefaultConnectionReuseStrategy.INSTANCE,
                null);
    }

    private static ManagedHttpClientConnectionFactory hearsEarlyAnswers() {
        return ManagedHttpClientConnectionFactory.builder()
                .responseOutOfOrderStrategy(
                        new MonitoringResponseOutOfOrderStrategy(BYTES_BETWEEN_LOOKS))
                .build();
    }
}
