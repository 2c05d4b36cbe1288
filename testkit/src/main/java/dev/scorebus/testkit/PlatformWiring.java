package dev.scorebus.testkit;

import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/// Gives a service under test its broker, database, topic prefix and free ports. Being part of the key under which Spring
/// keeps contexts, it also gives each test class a context of its own.
///
/// @param testClass the outermost class of the test
record PlatformWiring(Class<?> testClass) implements ContextCustomizer {
    @Override
    public void customizeContext(
            ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        TestPlatform platform = TestPlatform.get();
        TestDatabase database = platform.newDatabase();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(
                        new MapPropertySource(
                                "scorebus-testkit",
                                Map.of(
                                        "spring.kafka.bootstrap-servers",
                                        platform.bootstrapServers(),
                                        "spring.datasource.url",
                                        database.url(),
                                        "spring.datasource.username",
                                        database.user(),
                                        "spring.datasource.password",
                                        database.password(),
                                        "scorebus.topic-prefix",
                                        platform.newTopicPrefix(),
                                        "management.server.port",
                                        "0")));
        context.getBeanFactory().registerSingleton("testPlatform", platform);
        context.getBeanFactory().registerSingleton("testDatabase", database);
        context.getBeanFactory().registerSingleton("testTopics", platform.topics());
    }

    /// Found by [ScorebusTest].
    static final class Factory implements ContextCustomizerFactory {
        @Override
        public ContextCustomizer createContextCustomizer(
                Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
            Class<?> outermost = testClass;
            while (outermost.getEnclosingClass() != null) {
                outermost = outermost.getEnclosingClass();
            }
            return new PlatformWiring(outermost);
        }
    }
}
