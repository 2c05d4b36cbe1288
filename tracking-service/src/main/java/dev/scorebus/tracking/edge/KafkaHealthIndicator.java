package dev.scorebus.tracking.edge;

import dev.scorebus.tracking.source.Broker;
import dev.scorebus.tracking.source.BrokerException;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Up while the broker answers; part of readiness.
@Component("kafkaHealthIndicator")
class KafkaHealthIndicator implements HealthIndicator {
    private static final int TIMEOUT_MILLIS = 3_000;

    private final Broker broker;

    KafkaHealthIndicator(Broker broker) {
        this.broker = broker;
    }

    @Override
    public Health health() {
        try {
            String cluster =
                    broker.await(
                            broker.admin()
                                    .describeCluster(
                                            new DescribeClusterOptions().timeoutMs(TIMEOUT_MILLIS))
                                    .clusterId());
            return Health.up().withDetail("cluster", cluster).build();
        } catch (BrokerException e) {
            return Health.down(e).build();
        }
    }
}
