package dev.scorebus.access;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// Puts the door on the API port. It is an auto-configuration and not a class of each service so that no service can forget it.
@AutoConfiguration
@EnableConfigurationProperties(AccessProperties.class)
class DoorAutoConfiguration {
    /// After what names a request, before everything that spends work on it.
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

    @Bean
    Door door(AccessProperties properties) {
        return properties.tokenFile() == null
                ? Door.onLoopback()
                : Door.withTokens(AccessTokens.read(properties.tokenFile()));
    }

    /// The port that clients call.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ApiPort {
        @Bean
        FilterRegistrationBean<DoorFilter> doorFilter(Door door) {
            return filter(door);
        }

        @Bean
        WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory> guardedAddress(Door door) {
            return new GuardedAddress(door, "server.address");
        }
    }

    static FilterRegistrationBean<DoorFilter> filter(Door door) {
        FilterRegistrationBean<DoorFilter> registration =
                new FilterRegistrationBean<>(new DoorFilter(door));
        registration.setOrder(ORDER);
        return registration;
    }

    /// Looks at the address that the server will really use, after every setting has had its say.
    record GuardedAddress(Door door, String property)
            implements WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory>, Ordered {
        @Override
        public void customize(AbstractConfigurableWebServerFactory factory) {
            door.guard(property, factory.getAddress());
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }
}
