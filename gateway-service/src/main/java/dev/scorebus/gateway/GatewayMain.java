package dev.scorebus.gateway;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// Starts the gateway.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class GatewayMain {
    /// The gateway, ready to run; its defaults are in `gateway-service.yaml`.
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(GatewayMain.class)
                .properties("spring.config.name=gateway-service");
    }

    static void main(String[] args) {
        application().run(args);
    }
}
