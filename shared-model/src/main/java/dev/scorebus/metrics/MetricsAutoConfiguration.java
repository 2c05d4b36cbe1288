package dev.scorebus.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/// Lets Prometheus's rules decide over every meter of a service.
@AutoConfiguration
@ConditionalOnClass(MeterFilter.class)
class MetricsAutoConfiguration {
    @Bean
    MeterFilter prometheusFilter() {
        return new PrometheusFilter();
    }
}
