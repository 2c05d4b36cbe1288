package dev.scorebus.testkit;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/// The smallest service, of the shape that all have.
@SpringBootApplication
class TinyMain {
    static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(TinyMain.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.name=tiny-service");
    }

    public static void main(String[] arguments) {
        application().run(arguments);
    }
}
