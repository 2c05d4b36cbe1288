package dev.scorebus.gateway.route;

import dev.scorebus.gateway.settings.GatewayProperties;
import dev.scorebus.gateway.table.RouteTable;
import dev.scorebus.gateway.table.Service;
import java.util.Arrays;
import org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/// One route per service, each as the [RouteTable] says.
@Configuration(proxyBeanMethods = false)
class Routes {
    @Bean
    RouterFunction<ServerResponse> serviceRoutes(GatewayProperties properties) {
        return Arrays.stream(Service.values())
                .map(service -> route(service, properties))
                .reduce(RouterFunction::and)
                .orElseThrow();
    }

    @Bean
    ClientHttpRequestFactory upstreamClients(GatewayProperties properties) {
        return UpstreamClients.of(properties);
    }

    private static RouterFunction<ServerResponse> route(
            Service service, GatewayProperties properties) {
        RequestPredicate mine =
                request ->
                        RouteTable.service(request.servletRequest().getRequestURI())
                                .filter(service::equals)
                                .isPresent();
        return GatewayRouterFunctions.route(service.toString())
                .route(mine, HandlerFunctions.http())
                .before(BeforeFilterFunctions.uri(properties.uri(service)))
                .filter(new UpstreamErrorHandler(service))
                .build();
    }
}
