package dev.scorebus.score;

import dev.scorebus.message.Topics;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/// Starts score-service.
@SpringBootApplication
@ConfigurationPropertiesScan
public class ScoreMain {
    /// Runs the service in a process of its own.
    public static void main(String[] args) {
        application().run(args);
    }

    /// The service as an application that a host may start beside others in one JVM.
    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(ScoreMain.class)
                .properties("spring.config.name=score-service");
    }

    /// The time of this machine.
    @Bean
    public static InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Topics topics(SharedProperties shared) {
        return new Topics(shared.topicPrefix());
    }
}
