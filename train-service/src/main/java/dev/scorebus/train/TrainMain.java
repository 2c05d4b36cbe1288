package dev.scorebus.train;

import dev.scorebus.message.Topics;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/// Starts train-service: data sets in, models out.
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class TrainMain {
    /// Runs the service on its own.
    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /// The service, for whoever hosts it; its defaults lie in `train-service.yaml`.
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(TrainMain.class)
                .properties("spring.config.name=train-service");
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Topics topics(Environment environment) {
        return new Topics(environment.getProperty("scorebus.topic-prefix", Topics.DEFAULT_PREFIX));
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Scorebus train-service")
                                .version("v1")
                                .description(
                                        "Registers data sets, trains models on them, keeps the model versions and moves the aliases that name them. Errors are RFC 9457 problem details."));
    }
}
