package dev.scorebus.gateway.route;

import dev.scorebus.access.Door;
import dev.scorebus.gateway.settings.GatewayProperties;
import dev.scorebus.gateway.table.Service;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import org.springframework.stereotype.Component;

/// Asks a service something on the gateway's own behalf.
@Component
public class UpstreamProbe implements AutoCloseable {
    private final GatewayProperties properties;
    private final Door door;
    private final HttpClient client;

    UpstreamProbe(GatewayProperties properties, Door door) {
        this.properties = properties;
        this.door = door;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(properties.timeouts().connect())
                        .build();
    }

    /// What came back.
    public sealed interface Answer {
        /// The service answered, with whatever status.
        record Came(int status, String body) implements Answer {}

        /// It did not.
        record None(String reason) implements Answer {}
    }

    /// Sends a GET and waits for the answer, at most as long as a probe may take.
    ///
    /// @param path begins with a slash
    public Answer get(Service service, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(properties.uri(service).resolve(path))
                        .timeout(properties.timeouts().probe());
        door.authorization().ifPresent(shown -> request.header("Authorization", shown));
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer.Came(response.statusCode(), response.body());
        } catch (HttpTimeoutException e) {
            return new Answer.None(
                    "no answer within " + properties.timeouts().probe().toMillis() + " ms");
        } catch (ConnectException e) {
            return new Answer.None("cannot be reached at " + properties.uri(service));
        } catch (IOException e) {
            return new Answer.None("broke off its answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.None("was not waited for");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
