package dev.scorebus.gateway.route;

import dev.scorebus.gateway.edge.RequestNames;
import dev.scorebus.gateway.settings.GatewayProperties;
import dev.scorebus.gateway.table.Service;
import java.util.Arrays;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse;

/// The headers that a client sees: the service's, less what the gateway says itself; a `Location` at the service becomes
/// one at the gateway.
@Component
class ResponseHeaders implements ResponseHttpHeadersFilter, Ordered {
    private final GatewayProperties properties;

    ResponseHeaders(GatewayProperties properties) {
        this.properties = properties;
    }

    @Override
    public HttpHeaders apply(HttpHeaders input, ServerResponse response) {
        HttpHeaders passed = new HttpHeaders();
        input.forEach(passed::addAll);
        passed.remove(RequestNames.REQUEST_ID);
        passed.remove(RequestNames.NO_SNIFF);
        passed.remove("Keep-Alive");
        passed.remove("Server");
        String location = input.getFirst(HttpHeaders.LOCATION);
        if (location != null) {
            passed.set(HttpHeaders.LOCATION, atTheGateway(location));
        }
        return passed;
    }

    private String atTheGateway(String location) {
        return Arrays.stream(Service.values())
                .map(service -> properties.uri(service) + "/")
                .filter(location::startsWith)
                .map(base -> location.substring(base.length() - 1))
                .findFirst()
                .orElse(location);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
