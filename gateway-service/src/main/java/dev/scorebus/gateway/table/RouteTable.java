package dev.scorebus.gateway.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// Which service answers which path. Routing, limits, timeouts and the OpenAPI document all read this one table.
public final class RouteTable {
    private static final List<Route> ROUTES =
            List.of(
                    new Route(
                            Service.SCORE,
                            "/v1/**",
                            "/v2/**",
                            "/api/actions/**",
                            "/api/programs/**"),
                    new Route(Service.SCORE, "/api/models/*/score"),
                    new Route(Service.TRAIN, "/api/data-sets/**", "/api/training-runs/**"),
                    new Route(Service.TRAIN, "/api/models/**", "/api/artefacts/**"),
                    new Route(Service.TRAIN, "/api/batch-runs/**"),
                    new Route(Service.TRACKING, "/api/messages/**", "/api/summaries"),
                    new Route(Service.TRACKING, "/api/frontiers", "/api/audit"),
                    new Route(Service.TRACKING, "/api/dead-letters/**"),
                    new Route(Service.TRACKING, "/api/losses/**", "/api/parked/**"));
    private static final PathPattern UPLOAD =
            PathPatternParser.defaultInstance.parse("/api/data-sets/*");

    private RouteTable() {}

    /// The service that answers a path; empty when none does.
    ///
    /// @param path not decoded, without the query
    public static Optional<Service> service(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return ROUTES.stream()
                .filter(route -> route.matches(parsed))
                .map(Route::service)
                .findFirst();
    }

    /// Whether a request uploads a data set, which is far larger and takes longer than any other.
    public static boolean isUpload(String method, String path) {
        return HttpMethod.POST.matches(method) && UPLOAD.matches(PathContainer.parsePath(path));
    }

    /// The first that matches wins.
    private record Route(Service service, List<PathPattern> patterns) {
        Route(Service service, String... patterns) {
            this(
                    service,
                    Arrays.stream(patterns).map(PathPatternParser.defaultInstance::parse).toList());
        }

        boolean matches(PathContainer path) {
            return patterns.stream().anyMatch(pattern -> pattern.matches(path));
        }
    }
}
