package dev.scorebus.gateway.settings;

import dev.scorebus.gateway.table.Service;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The settings of the gateway.
///
/// @param upstreams where the services are
/// @param limits how much the gateway lets in
/// @param timeouts how long it waits
@ConfigurationProperties(prefix = "scorebus.gateway", ignoreUnknownFields = false)
public record GatewayProperties(
        @DefaultValue Upstreams upstreams,
        @DefaultValue Limits limits,
        @DefaultValue Timeouts timeouts) {

    /// Where a service is.
    public URI uri(Service service) {
        return switch (service) {
            case SCORE -> upstreams.score();
            case TRAIN -> upstreams.train();
            case TRACKING -> upstreams.tracking();
        };
    }

    /// Where the services are: scheme, host and port, no path.
    ///
    /// @param score the score-service
    /// @param train the train-service
    /// @param tracking the tracking-service
    public record Upstreams(
            @DefaultValue("http://127.0.0.1:8082") URI score,
            @DefaultValue("http://127.0.0.1:8081") URI train,
            @DefaultValue("http://127.0.0.1:8083") URI tracking) {
        public Upstreams {
            requireBase("score", score);
            requireBase("train", train);
            requireBase("tracking", tracking);
        }

        private static void requireBase(String name, URI uri) {
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean bare = uri.getPath() == null || uri.getPath().isEmpty();
            if (!http
                    || uri.getHost() == null
                    || !bare
                    || uri.getQuery() != null
                    || uri.getFragment() != null
                    || uri.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        "scorebus.gateway.upstreams.%s is a base such as http://127.0.0.1:8081, without path, query or user; got '%s'"
                                .formatted(name, uri));
            }
        }
    }

    /// How much the gateway lets in.
    ///
    /// @param body bytes of a request's body
    /// @param bodies bytes that the bodies of all requests together hold in memory; more are answered 503
    /// @param upload bytes of an uploaded data set
    /// @param headers bytes of a request's headers, names and values
    /// @param connections how many requests a service is sent at once; more are answered 503
    public record Limits(
            @DefaultValue("16MB") DataSize body,
            @DefaultValue("128MB") DataSize bodies,
            @DefaultValue("8GB") DataSize upload,
            @DefaultValue("16KB") DataSize headers,
            @DefaultValue("256") int connections) {
        /// The most that `headers` can be: the server itself reads no more than 64 KB.
        public static final DataSize MOST_HEADERS = DataSize.ofKilobytes(48);

        public Limits {
            if (body.toBytes() < 1 || upload.toBytes() < body.toBytes()) {
                throw new IllegalArgumentException(
                        "scorebus.gateway.limits.body must be positive and not over .upload, got %s and %s"
                                .formatted(body, upload));
            }
            if (bodies.compareTo(body) < 0) {
                throw new IllegalArgumentException(
                        "scorebus.gateway.limits.bodies must not be under .body, got %s and %s"
                                .formatted(bodies, body));
            }
            if (headers.toBytes() < 512 || headers.compareTo(MOST_HEADERS) > 0) {
                throw new IllegalArgumentException(
                        "scorebus.gateway.limits.headers is 512B to %s, got %s"
                                .formatted(MOST_HEADERS, headers));
            }
            if (connections < 1) {
                throw new IllegalArgumentException(
                        "scorebus.gateway.limits.connections must be positive, got " + connections);
            }
        }
    }

    /// How long the gateway waits.
    ///
    /// @param connect for a connection to a service, or for a free one when all are in use
    /// @param response for a service's answer, after the whole request was sent
    /// @param body for the whole of a client's body, unless it is an uploaded data set
    /// @param upload as `response`, after an uploaded data set, which the service still reads and profiles
    /// @param probe for the answer to a question of the gateway's own: health, OpenAPI document
    public record Timeouts(
            @DefaultValue("2s") Duration connect,
            @DefaultValue("60s") Duration response,
            @DefaultValue("20s") Duration body,
            @DefaultValue("10m") Duration upload,
            @DefaultValue("5s") Duration probe) {
        public Timeouts {
            requirePositive("connect", connect);
            requirePositive("response", response);
            requirePositive("body", body);
            requirePositive("upload", upload);
            requirePositive("probe", probe);
        }

        private static void requirePositive(String name, Duration duration) {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException(
                        "scorebus.gateway.timeouts.%s must be positive, got %s"
                                .formatted(name, duration));
            }
        }
    }
}
