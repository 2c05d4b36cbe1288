package dev.scorebus.refusal;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/// Puts the [ProblemValve] in the place of Tomcat's pages.
@AutoConfiguration
@ConditionalOnClass({TomcatServletWebServerFactory.class, StandardHost.class})
class RefusalAutoConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfPages() {
        return problems();
    }

    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> problems() {
        return factory ->
                factory.addContextCustomizers(
                        context -> context.getParent().getPipeline().addValve(new ProblemValve()));
    }
}
