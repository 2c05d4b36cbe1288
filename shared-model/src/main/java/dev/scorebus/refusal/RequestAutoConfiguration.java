package dev.scorebus.refusal;

import dev.scorebus.message.WireJson;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Has every service refuse what it would otherwise pass over, or read as something else.
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class RequestAutoConfiguration {
    /// Parameters of the query.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebMvcConfigurer.class)
    static class Queries {
        @Bean
        WebMvcConfigurer unknownParametersAreRefused() {
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry registry) {
                    registry.addInterceptor(new UnknownParameters())
                            .addPathPatterns("/api/**", "/v1/**", "/v2/**");
                }
            };
        }
    }

    /// Bodies.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapperBuilderCustomizer.class)
    static class Bodies {
        @Bean
        JsonMapperBuilderCustomizer bodiesAreTakenAsTheyAreWritten() {
            return WireJson::strict;
        }
    }
}
