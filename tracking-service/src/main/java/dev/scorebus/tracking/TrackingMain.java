package dev.scorebus.tracking;

import dev.scorebus.message.Topics;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.core.env.Environment;

/// Starts tracking-service.
@SpringBootApplication(
        proxyBeanMethods = false,
        nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@EnableConfigurationProperties(TrackingProperties.class)
public class TrackingMain {
    /// The service with the defaults of `tracking-service.yaml`; four services can share one class path.
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(TrackingMain.class)
                .properties("spring.config.name=tracking-service");
    }

    /// Runs the service until it is told to stop.
    public static void main(String[] args) {
        application().run(args);
    }

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Topics topics(Environment environment) {
        return new Topics(environment.getProperty("scorebus.topic-prefix", Topics.DEFAULT_PREFIX));
    }
}
