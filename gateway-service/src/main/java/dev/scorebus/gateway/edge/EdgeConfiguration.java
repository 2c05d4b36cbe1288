package dev.scorebus.gateway.edge;

import dev.scorebus.gateway.settings.GatewayProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// Puts the limits behind the door: who may not come in is not measured.
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {
    @Bean
    FilterRegistrationBean<RequestLimits> requestLimits(GatewayProperties properties) {
        FilterRegistrationBean<RequestLimits> registration =
                new FilterRegistrationBean<>(new RequestLimits(properties));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 40);
        return registration;
    }

    /// A client that asks before it sends (`Expect: 100-continue`) is answered when its body is wanted, not before.
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueWhenRead() {
        return factory ->
                factory.addConnectorCustomizers(
                        connector -> connector.setProperty("continueResponseTiming", "onRead"));
    }
}
