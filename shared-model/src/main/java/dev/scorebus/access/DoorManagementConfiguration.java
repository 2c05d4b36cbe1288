package dev.scorebus.access;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/// Puts the same door on the management port, which has a server and a context of its own.
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class DoorManagementConfiguration {
    @Bean
    FilterRegistrationBean<DoorFilter> managementDoorFilter(Door door) {
        return DoorAutoConfiguration.filter(door);
    }

    @Bean
    WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory> guardedManagementAddress(
            Door door) {
        return new DoorAutoConfiguration.GuardedAddress(door, "management.server.address");
    }
}
