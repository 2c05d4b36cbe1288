package dev.scorebus.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;

/// A gateway on free ports, in front of three stub services.
final class RunningGateway implements AutoCloseable {
    final StubService score;
    final StubService train;
    final StubService tracking;
    private final ConfigurableApplicationContext context;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningGateway(List<String> settings) throws IOException {
        this.score = new StubService("score");
        this.train = new StubService("train");
        this.tracking = new StubService("tracking");
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--server.port", "0");
        arguments.put("--management.server.port", "0");
        arguments.put("--scorebus.gateway.upstreams.score", score.uri().toString());
        arguments.put("--scorebus.gateway.upstreams.train", train.uri().toString());
        arguments.put("--scorebus.gateway.upstreams.tracking", tracking.uri().toString());
        for (String setting : settings) {
            String[] pair = setting.split("=", 2);
            arguments.put(pair[0], pair[1]);
        }
        this.context =
                GatewayMain.application()
                        .bannerMode(Banner.Mode.OFF)
                        .run(
                                arguments.entrySet().stream()
                                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                                        .toArray(String[]::new));
    }

    /// Starts one.
    ///
    /// @param settings such as `--scorebus.gateway.limits.body=1KB`; they win over those of this class
    static RunningGateway start(String... settings) throws IOException {
        return new RunningGateway(List.of(settings));
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    HttpResponse<String> manage(String path) {
        return send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("The gateway gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    @Override
    public void close() {
        context.close();
        client.close();
        score.close();
        train.close();
        tracking.close();
    }
}
