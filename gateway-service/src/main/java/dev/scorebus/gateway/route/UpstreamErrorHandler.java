package dev.scorebus.gateway.route;

import dev.scorebus.gateway.edge.Problem;
import dev.scorebus.gateway.edge.RequestBodyException;
import dev.scorebus.gateway.table.Service;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/// Says what it means when a request could not be passed on, or its answer did not come.
record UpstreamErrorHandler(Service service)
        implements HandlerFilterFunction<ServerResponse, ServerResponse> {
    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamErrorHandler.class);

    @Override
    public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next)
            throws Exception {
        try {
            return next.handle(request);
        } catch (ResourceAccessException e) {
            Problem problem = problem(e);
            LOGGER.atWarn()
                    .addKeyValue("service", service)
                    .addKeyValue("path", request.path())
                    .addKeyValue("status", problem.status())
                    .addKeyValue("error", rootOf(e).toString())
                    .log("request was not passed on");
            return problem.response(request.servletRequest());
        }
    }

    /// The first cause that tells something decides: our client's mistakes come before the service's.
    private Problem problem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case RequestBodyException body -> {
                    return body.problem();
                }
                case ConnectionRequestTimeoutException _ -> {
                    return Problem.busy(service);
                }
                case ConnectTimeoutException _ -> {
                    return Problem.down(service);
                }
                case SocketTimeoutException _ -> {
                    return Problem.tooLate(service);
                }
                case ConnectException _ -> {
                    return Problem.down(service);
                }
                case NoRouteToHostException _ -> {
                    return Problem.down(service);
                }
                case UnknownHostException _ -> {
                    return Problem.down(service);
                }
                default -> {}
            }
        }
        return Problem.brokenOff(service);
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
